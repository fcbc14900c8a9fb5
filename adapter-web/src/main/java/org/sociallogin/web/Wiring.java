package org.sociallogin.web;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.env.Environment;
import io.micronaut.context.event.ApplicationEventPublisher;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.AccountEvent;
import org.sociallogin.core.AccountRepository;
import org.sociallogin.core.Accounts;
import org.sociallogin.core.Admission;
import org.sociallogin.core.LoginFlow;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SessionRepository;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.core.StoreUnavailableException;
import org.sociallogin.web.Settings.SessionSettings;

/** What core needs to run: its flow over the providers and the store that are there. */
@Factory
final class Wiring {

  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

  /** Everything of ours that blocks runs here and never on an event loop. */
  static final String EXECUTOR = "social-login";

  /**
   * The JDK from which on a virtual thread that blocks in a monitor no longer holds its carrier.
   */
  private static final int VIRTUAL_THREADS_DO_NOT_PIN = 24;

  /**
   * Threads, where they are not virtual, for whoever waits for no provider: one that hangs must not
   * take them all.
   */
  static final int RESERVE = 1_024;

  @Singleton
  @Requires(missingBeans = Clock.class)
  Clock clock() {
    return Clock.systemUTC();
  }

  @Singleton
  @Requires(missingBeans = SecureRandom.class)
  SecureRandom random() {
    return new SecureRandom();
  }

  @Singleton
  BaseUrl baseUrl(Settings settings, @Value("${micronaut.server.port:8080}") int port) {
    return BaseUrl.of(settings.baseUrl(), port);
  }

  @Singleton
  LoginFlow.Limits limits(Settings settings, SettingsCheck checked) {
    return new LoginFlow.Limits(settings.providerTimeout(), settings.maxInFlight());
  }

  @Singleton
  @Named(EXECUTOR)
  @Bean(preDestroy = "shutdown")
  ExecutorService executor(
      @Named(TaskExecutors.VIRTUAL) BeanProvider<ExecutorService> virtual,
      LoginFlow.Limits limits,
      Collection<SocialLoginPort> ports) {
    if (Runtime.version().feature() >= VIRTUAL_THREADS_DO_NOT_PIN && virtual.isPresent()) {
      return virtual.get();
    }
    return new ThreadPoolExecutor(
        0,
        // A sign-in in flight holds one, and its provider's answer another.
        RESERVE + 2 * limits.maxInFlight() * ports.size(),
        60,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        work -> {
          var thread = new Thread(work, EXECUTOR);
          thread.setDaemon(true);
          return thread;
        },
        (work, full) -> {
          throw new StoreUnavailableException(
              "all threads are busy, or the application stops", new RejectedExecutionException());
        });
  }

  @Singleton
  Accounts accounts(
      AccountRepository accounts,
      SessionRepository sessions,
      Collection<SocialLoginPort> ports,
      @Nullable Admission admission,
      Environment environment,
      ApplicationEventPublisher<AccountEvent> events,
      SessionSettings session,
      SettingsCheck checked,
      Clock clock,
      SecureRandom random) {
    return new Accounts(
        accounts,
        sessions,
        ports,
        admission != null ? admission : ConfiguredAdmission.of(environment),
        event -> tell(event, events),
        new Accounts.Lifetimes(session.idle(), session.absolute()),
        clock,
        random);
  }

  /** It is kept by now: a listener that fails changes nothing of it. */
  private static void tell(AccountEvent event, ApplicationEventPublisher<AccountEvent> events) {
    try {
      events.publishEvent(event);
    } catch (RuntimeException e) {
      LOG.error("{} could not be told to all who listen", event, e);
    }
  }

  @Singleton
  LoginFlow loginFlow(
      Collection<SocialLoginPort> ports,
      Accounts accounts,
      BaseUrl baseUrl,
      LoginFlow.Limits limits,
      Environment environment,
      @Named(EXECUTOR) ExecutorService executor,
      Clock clock,
      SecureRandom random) {
    var inOrder =
        ports.stream()
            // Where one module makes no bean of a registration, Micronaut may repeat another's.
            .distinct()
            .map(port -> Map.entry(order(port, environment), port))
            .sorted(
                Map.Entry.<Integer, SocialLoginPort>comparingByKey()
                    .thenComparing(placed -> placed.getValue().provider().id().value()))
            .map(Map.Entry::getValue)
            .toList();
    try {
      return new LoginFlow(
          inOrder,
          accounts,
          provider -> callback(baseUrl, provider),
          limits,
          executor,
          clock,
          random);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "micronaut.security.oauth2.clients cannot be served: "
              + e.getMessage()
              + "; two modules bring it, or openid.issuer makes a second one of that name",
          e);
    }
  }

  private static URI callback(BaseUrl baseUrl, ProviderId provider) {
    return baseUrl.uri("/oauth/callback/" + provider);
  }

  private static int order(SocialLoginPort port, Environment environment) {
    var property = "social-login.providers." + port.provider().id() + ".order";
    if (!environment.containsProperty(property)) {
      return Integer.MAX_VALUE;
    }
    return environment
        .getProperty(property, Integer.class)
        .orElseThrow(() -> new ConfigurationException(property + " must be a number"));
  }
}
