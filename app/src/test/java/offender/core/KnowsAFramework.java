package offender.core;

import io.micronaut.http.HttpRequest;

interface KnowsAFramework {
  void handle(HttpRequest<?> request);
}
