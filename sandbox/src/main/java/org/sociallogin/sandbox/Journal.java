package org.sociallogin.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.sociallogin.sandbox.Sandbox.Received;

/** What the endpoints received, the last thousand calls of each. */
final class Journal {

  private static final int MOST = 1_000;

  private final Map<Endpoint, Deque<Received>> calls = new EnumMap<>(Endpoint.class);

  synchronized void add(Endpoint endpoint, Received call) {
    var received = calls.computeIfAbsent(endpoint, e -> new ArrayDeque<>());
    if (received.size() == MOST) {
      received.remove();
    }
    received.add(call);
  }

  synchronized List<Received> of(Endpoint endpoint) {
    var received = calls.get(endpoint);
    return received == null ? List.of() : List.copyOf(received);
  }

  synchronized void clear() {
    calls.clear();
  }
}
