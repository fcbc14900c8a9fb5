package offender.core;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;

final class AsksTheClock {
  final Clock clock = Clock.systemUTC();
  final SecureRandom random = new SecureRandom();

  @SuppressWarnings("JavaTimeDefaultTimeZone")
  Instant now() {
    return Instant.now();
  }
}
