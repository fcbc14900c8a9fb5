package org.sociallogin.web;

import io.micronaut.http.context.ServerRequestContext;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.AccountEvent;
import org.sociallogin.core.AccountListener;

/**
 * What happens to accounts: one line in the log each, with nothing of the person but the user's id
 * and where the request came from, and then to whoever listens.
 */
@Singleton
final class Audit {

  private static final Logger LOG = LoggerFactory.getLogger("org.sociallogin.audit");

  private final TrustedProxies proxies;
  private final Reference reference;
  private final List<AccountListener> listeners;

  Audit(TrustedProxies proxies, Reference reference, Collection<AccountListener> listeners) {
    this.proxies = proxies;
    this.reference = reference;
    this.listeners = List.copyOf(listeners);
  }

  /** It is kept by now: a listener that fails changes nothing of it. */
  @EventListener
  void happened(AccountEvent event) {
    var what = event.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    var request = ServerRequestContext.currentRequest().orElse(null);
    LOG.info(
        "{} user={} provider={} reason={} reference={} client={}",
        what,
        event.user() == null ? "-" : event.user().id(),
        event.provider() == null ? "-" : event.provider(),
        event.reason() == null ? "-" : Problem.of(event.reason()).code(),
        request == null ? "-" : reference.of(request),
        request == null ? "-" : proxies.client(request).getHostAddress());
    for (var listener : listeners) {
      try {
        listener.happened(event);
      } catch (RuntimeException e) {
        LOG.error("{} could not be told to {}", what, listener.getClass().getName(), e);
      }
    }
  }
}
