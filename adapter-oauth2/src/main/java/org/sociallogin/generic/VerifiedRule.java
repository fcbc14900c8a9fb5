package org.sociallogin.generic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.sociallogin.oauth2.Answer;

/** When a provider has checked that an address is the person's. */
enum VerifiedRule {
  /** When its flag is set. */
  CLAIM {
    @Override
    boolean holds(JsonNode flag) {
      return Answer.isTrue(flag);
    }
  },
  /** When its flag says anything but no: the time of the check, for instance. */
  NON_NULL {
    @Override
    boolean holds(JsonNode flag) {
      return !NO.contains(flag.asText().strip());
    }
  },
  /** It shares no other address. */
  ALWAYS {
    @Override
    boolean holds(JsonNode flag) {
      return true;
    }
  },
  /** It does not say. */
  NEVER {
    @Override
    boolean holds(JsonNode flag) {
      return false;
    }
  };

  // As text: of what is missing, of objects and of lists that is blank.
  private static final Set<String> NO = Set.of("", "null", "false", "0", "0.0");

  abstract boolean holds(JsonNode flag);
}
