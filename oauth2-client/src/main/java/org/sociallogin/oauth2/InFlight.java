package org.sociallogin.oauth2;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;

/**
 * A request on its way. One whose whole answer does not arrive takes its connection with it: a late
 * answer must not reach whoever comes next.
 */
final class InFlight implements Subscriber<HttpResponse<byte[]>> {

  /** Where the HTTP client notes the connection that a request was given. */
  private static final String CONNECTION = "netty_channel";

  private final String name;
  private final HttpRequest<?> request;
  private final CompletableFuture<HttpResponse<byte[]>> response = new CompletableFuture<>();
  private volatile @Nullable Subscription subscription;

  InFlight(String name, HttpRequest<?> request) {
    this.name = name;
    this.request = request;
  }

  /** Waits for the answer, whatever its status. */
  Reply await() throws LoginException {
    var sent = Reply.request(name, request.getUri());
    try {
      return new Reply(sent, response.get());
    } catch (ExecutionException e) {
      throw Reply.failure(sent, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoginException(
          Reason.PROVIDER_UNAVAILABLE, sent + " was given up before it was answered");
    } finally {
      abandon();
    }
  }

  /** Gives the request up, if it is still on its way. */
  void abandon() {
    if (response.isDone()) {
      return;
    }
    var connection = connection();
    if (connection == null || !connection.isActive()) {
      cancel();
    } else {
      // Where answers are read: so none can come between, and free the connection for another.
      connection.eventLoop().execute(this::cancel);
    }
  }

  private void cancel() {
    if (response.cancel(false)) {
      var sending = subscription;
      if (sending != null) {
        sending.cancel();
      }
      closeConnection();
    }
  }

  private void closeConnection() {
    var connection = connection();
    if (connection != null) {
      var unused = connection.close();
    }
  }

  private @Nullable Channel connection() {
    return request.getAttribute(CONNECTION, Channel.class).orElse(null);
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(HttpResponse<byte[]> answer) {
    response.complete(answer);
  }

  @Override
  public void onError(Throwable failure) {
    closeConnection();
    response.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    response.completeExceptionally(new IllegalStateException("no response"));
  }
}
