package org.sociallogin.oidc;

import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.DisabledBeanException;
import io.micronaut.security.oauth2.configuration.OauthClientConfiguration;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.oauth2.ClientRegistrations;
import org.sociallogin.oauth2.Presets;
import org.sociallogin.oauth2.ProviderConfiguration;

/**
 * A provider for each client registration with {@code openid.issuer}, and for each whose {@code
 * kind} is {@code oidc} or the name of a preset; without a kind, its own name counts as one.
 */
@Factory
final class ConfiguredIssuers {

  private static final String STANDARD = "oidc";

  private final Map<String, Map<String, String>> presets = Presets.read(ConfiguredIssuers.class);

  @EachBean(OauthClientConfiguration.class)
  SocialLoginPort port(
      OauthClientConfiguration registered, ClientRegistrations registrations, Clock clock) {
    if (!registered.isEnabled()) {
      throw new DisabledBeanException("switched off");
    }
    var configuration = registrations.configuration(registered.getName());
    var preset = preset(configuration);
    if (preset == null) {
      throw new DisabledBeanException("of another kind");
    }
    return new Issuer(configuration.withPreset(preset), registrations, clock).port();
  }

  private @Nullable Map<String, String> preset(ProviderConfiguration configuration) {
    var kind = configuration.text("kind");
    if (kind == null) {
      var named = presets.get(configuration.id().value());
      return named == null && configuration.text(Issuer.ISSUER) != null ? Map.of() : named;
    }
    return kind.equals(STANDARD) ? Map.of() : presets.get(kind);
  }
}
