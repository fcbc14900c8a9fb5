package org.sociallogin.web;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The properties below {@code social-login}, but for those of single providers.
 *
 * @param defaultReturnTo where a sign-in without a target of its own goes: a path of the origin
 * @param startFrom who may start a sign-in besides the person: {@code same-origin}, {@code
 *     same-site} or {@code any}
 * @param providerTimeout for all the calls of one sign-in together
 * @param maxInFlight how many sign-ins may wait for one provider at once
 * @param failedCallbacks how many callbacks may fail in a minute for one client address
 * @param trustedProxies addresses and networks whose {@code X-Forwarded-For} is believed
 */
@ConfigurationProperties("social-login")
record Settings(
    @Bindable(defaultValue = "Social login") String name,
    @Nullable String baseUrl,
    @Nullable String defaultReturnTo,
    @Bindable(defaultValue = "social-login") String cookieName,
    @Bindable(defaultValue = "same-origin") String startFrom,
    @Bindable(defaultValue = "10s") Duration providerTimeout,
    @Bindable(defaultValue = "256") int maxInFlight,
    @Bindable(defaultValue = "30") int failedCallbacks,
    @Bindable(defaultValue = "") List<String> trustedProxies) {

  /**
   * How long somebody stays signed in.
   *
   * @param idle after which a silent browser is signed out
   * @param absolute after which every browser is
   * @param cache how long this node may answer from memory; zero asks the database each time
   */
  @ConfigurationProperties("session") // below that of the record around it
  record SessionSettings(
      @Bindable(defaultValue = "7d") Duration idle,
      @Bindable(defaultValue = "30d") Duration absolute,
      @Bindable(defaultValue = "10s") Duration cache) {}
}
