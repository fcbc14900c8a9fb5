package org.sociallogin.generic;

import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.DisabledBeanException;
import io.micronaut.security.oauth2.configuration.OauthClientConfiguration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.oauth2.ClientRegistrations;
import org.sociallogin.oauth2.OAuth2Provider;
import org.sociallogin.oauth2.Presets;
import org.sociallogin.oauth2.ProviderConfiguration;

/**
 * A provider for each client registration whose {@code kind} is {@code oauth2} or the name of a
 * preset; without a kind, its own name counts as one. All others belong to somebody else.
 */
@Factory
final class ConfiguredProviders {

  private static final String PLAIN = "oauth2";

  private final Map<String, Map<String, String>> presets = Presets.read(ConfiguredProviders.class);

  @EachBean(OauthClientConfiguration.class)
  SocialLoginPort port(OauthClientConfiguration registered, ClientRegistrations registrations) {
    if (!registered.isEnabled()) {
      throw new DisabledBeanException("switched off");
    }
    var configuration = registrations.configuration(registered.getName());
    var preset = preset(configuration, registered.getOpenid().isPresent());
    if (preset == null) {
      throw new DisabledBeanException("of another kind");
    }
    if (registered.getOpenid().isPresent()) {
      throw configuration.wrong("openid.issuer", "is not read by a provider of this kind");
    }
    return port(configuration.withPreset(preset), registrations);
  }

  private @Nullable Map<String, String> preset(
      ProviderConfiguration configuration, boolean openIdConnect) {
    var kind = configuration.text("kind");
    if (kind == null) {
      return openIdConnect ? null : presets.get(configuration.id().value());
    }
    return kind.equals(PLAIN) ? Map.of() : presets.get(kind);
  }

  private static SocialLoginPort port(
      ProviderConfiguration configuration, ClientRegistrations registrations) {
    var lookUp = ConfiguredLookUp.of(configuration);
    var provider =
        OAuth2Provider.of(
                configuration.id(),
                configuration.id().value(),
                configuration.requiredUrl("authorization.url"),
                configuration.requiredUrl("token.url"),
                lookUp)
            .withResource(
                ConfiguredLookUp.USER, configuration.requiredUrl(ConfiguredLookUp.USER + ".url"));
    var emails = configuration.url(ConfiguredLookUp.EMAILS + ".url");
    return registrations.port(
        emails == null ? provider : provider.withResource(ConfiguredLookUp.EMAILS, emails),
        configuration);
  }
}
