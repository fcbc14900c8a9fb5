package offender.bitbucket;

import offender.datacenter.Datacenter;

/** Knows another provider. */
public interface Bitbucket {
  Datacenter selfManaged();
}
