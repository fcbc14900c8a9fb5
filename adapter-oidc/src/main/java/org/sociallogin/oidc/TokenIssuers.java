package org.sociallogin.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The issuers whose ID tokens are good: one as a rule. Microsoft signs for every tenant with the
 * same keys, so {@code {tenantid}} in one stands for the tenant that the token itself names.
 *
 * @param personal whether that may be the tenant of the personal accounts
 */
record TokenIssuers(List<String> accepted, boolean personal) {

  private static final String TENANT = "{tenantid}";
  private static final String PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** The configured ones; a template counts only where the metadata are of one. */
  static TokenIssuers of(List<String> configured, String metadataIssuer, boolean personal) {
    var accepted =
        configured.stream()
            .filter(issuer -> isTemplate(metadataIssuer) || !isTemplate(issuer))
            .toList();
    return new TokenIssuers(accepted.isEmpty() ? List.of(metadataIssuer) : accepted, personal);
  }

  static boolean isTemplate(String issuer) {
    return issuer.contains(TENANT);
  }

  boolean contain(JWTClaimsSet claims) {
    for (var issuer : accepted) {
      var expected = isTemplate(issuer) ? ofTenant(issuer, claims.getClaim("tid")) : issuer;
      if (expected != null && expected.equals(claims.getIssuer())) {
        return true;
      }
    }
    return false;
  }

  private @Nullable String ofTenant(String template, @Nullable Object tid) {
    return tid instanceof String tenant
            && UUID.matcher(tenant).matches()
            && (personal || !tenant.equals(PERSONAL))
        ? template.replace(TENANT, tenant)
        : null;
  }
}
