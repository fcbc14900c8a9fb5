package org.sociallogin.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a test has endpoints answer: answers in turn, the last one again and again. */
final class Script {

  private final Map<Endpoint, Deque<Answer>> answers = new EnumMap<>(Endpoint.class);

  synchronized void set(Endpoint endpoint, List<Answer> inTurn) {
    answers.put(endpoint, new ArrayDeque<>(inTurn));
  }

  synchronized void clear() {
    answers.clear();
  }

  synchronized Answer next(Endpoint endpoint) {
    var left = answers.get(endpoint);
    if (left == null || left.isEmpty()) {
      return Answer.truth();
    }
    return left.size() == 1 ? left.element() : left.remove();
  }
}
