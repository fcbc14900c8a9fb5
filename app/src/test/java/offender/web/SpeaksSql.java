package offender.web;

import java.sql.Connection;
import javax.sql.DataSource;

interface SpeaksSql {
  DataSource accounts();

  Connection connection();
}
