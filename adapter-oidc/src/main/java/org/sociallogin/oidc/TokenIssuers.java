package org.sociallogin.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The issuers whose ID tokens are good: one as a rule. Microsoft signs for every tenant with the
 * same keys, so {@code {tenantid}} in one stands for the tenant that the token itself names.
 */
record TokenIssuers(List<String> accepted) {

  private static final String TENANT = "{tenantid}";
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  boolean contain(JWTClaimsSet claims) throws ParseException {
    var tenant = claims.getStringClaim("tid");
    for (var issuer : accepted) {
      var expected = issuer;
      if (issuer.contains(TENANT)) {
        if (tenant == null || !UUID.matcher(tenant).matches()) {
          continue;
        }
        expected = issuer.replace(TENANT, tenant);
      }
      if (expected.equals(claims.getIssuer())) {
        return true;
      }
    }
    return false;
  }
}
