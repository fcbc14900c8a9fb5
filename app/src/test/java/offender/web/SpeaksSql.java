package offender.web;

import javax.sql.DataSource;

interface SpeaksSql {
  DataSource accounts();
}
