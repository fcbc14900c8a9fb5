package org.sociallogin.web;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.StoreUnavailableException;

class WiringTest {

  @Test
  void whereThereAreNoVirtualThreadsMoreWorkThanThreadsIsTurnedAway() {
    var busy = new CountDownLatch(1);
    var limits = new LoginFlow.Limits(Duration.ofSeconds(10), 1);
    var executor = new Wiring().executor(mock(), limits, List.of(mock(), mock()));
    try {
      for (var i = 0; i < Wiring.RESERVE + 4; i++) {
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
