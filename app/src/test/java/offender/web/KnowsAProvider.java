package offender.web;

import offender.bitbucket.Bitbucket;

interface KnowsAProvider {
  Bitbucket bitbucket();
}
