package org.sociallogin.oidc;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.oauth2.Documents;

/** The keys that an issuer signs with (OpenID Connect Core, section 10.1.1). */
final class IssuerKeys implements JWKSource<SecurityContext> {

  /**
   * How long a key that the issuer no longer shows is still believed; while its keys cannot be
   * fetched, a day longer.
   */
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final Fetched<JWKSet> keys;

  IssuerKeys(Documents documents, URI uri, Clock clock) {
    this.keys = new Fetched<>(() -> fetch(documents, uri), clock);
  }

  private static JWKSet fetch(Documents documents, URI uri) throws LoginException {
    try {
      return JWKSet.parse(documents.get("keys", uri).toString());
    } catch (ParseException e) {
      throw new LoginException(
          Reason.PROVIDER_UNINTELLIGIBLE, "the keys at " + uri + " are no key set");
    }
  }

  @Override
  public List<JWK> get(JWKSelector wanted, @Nullable SecurityContext context)
      throws KeySourceException {
    try {
      var known = wanted.select(keys.notOlderThan(LIFETIME));
      return known.isEmpty() ? wanted.select(keys.notOlderThan(Duration.ZERO)) : known;
    } catch (LoginException e) {
      throw new KeySourceException("the keys are not there", e);
    }
  }
}
