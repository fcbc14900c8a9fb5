package org.sociallogin.generic;

import com.fasterxml.jackson.databind.JsonNode;

/** When a provider has checked that an address is the person's. */
enum VerifiedRule {
  /** When its flag is JSON's true or the text of it: 1 and "yes" have not been seen to mean so. */
  CLAIM {
    @Override
    boolean holds(JsonNode flag) {
      return flag.isBoolean() ? flag.booleanValue() : "true".equals(flag.textValue());
    }
  },
  /** When its flag says anything: the time of the check, for instance. */
  NON_NULL {
    @Override
    boolean holds(JsonNode flag) {
      return !flag.isMissingNode() && !flag.isNull();
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

  abstract boolean holds(JsonNode flag);
}
