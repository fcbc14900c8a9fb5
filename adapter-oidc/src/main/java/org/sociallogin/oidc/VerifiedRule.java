package org.sociallogin.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import org.sociallogin.oauth2.Answer;

/** When an issuer has checked that an address is the person's. */
enum VerifiedRule {
  /** When it says so (OpenID Connect Core, section 5.1); some say it in a text. */
  CLAIM {
    @Override
    boolean holds(JsonNode flag, JsonNode claims, String address) {
      return Answer.isTrue(flag);
    }
  },
  /**
   * When Microsoft says that the domain's owner is known. Else an administrator can have written
   * any address.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/entra/identity-platform/migrate-off-email-claim-authorization">Migrate
   *     away from using email claims for authorization</a>
   */
  DOMAIN_OWNER {
    @Override
    boolean holds(JsonNode flag, JsonNode claims, String address) {
      var owner = claims.path("xms_edov");
      if (Answer.isTrue(owner) || "1".equals(owner.asText())) {
        return true;
      }
      for (var verified : claims.path("verified_primary_email")) {
        if (address.equalsIgnoreCase(verified.textValue())) {
          return true;
        }
      }
      return false;
    }
  },
  /** Never: what it says means something else. */
  NEVER {
    @Override
    boolean holds(JsonNode flag, JsonNode claims, String address) {
      return false;
    }
  };

  abstract boolean holds(JsonNode flag, JsonNode claims, String address);
}
