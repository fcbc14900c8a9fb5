package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.StoreUnavailableException;

class WiringTest {

  @Test
  void whereThereAreNoVirtualThreadsMoreWorkThanThreadsIsTurnedAway() {
    var busy = new CountDownLatch(1);
    var executor = new Wiring().executor(mock());
    try {
      for (var i = 0; i < Wiring.MOST_THREADS; i++) {
        executor.execute(() -> await(busy));
      }
      assertThatThrownBy(() -> executor.execute(() -> {}))
          .isInstanceOf(StoreUnavailableException.class);
    } finally {
      busy.countDown();
      executor.shutdown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
