package org.sociallogin.oauth2;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.ProviderId;

/**
 * What a provider's answers say of everybody who may come in: {@code
 * social-login.providers.<id>.require}.
 *
 * @param values what is said, by its place in an answer (RFC 6901)
 */
public record Required(ProviderId provider, Map<JsonPointer, String> values) {

  private static final String LEAF = "require";

  public Required {
    values = Map.copyOf(values);
  }

  /** What is configured, or in the preset. */
  public static Required of(ProviderConfiguration configuration) {
    var values = new HashMap<JsonPointer, String>();
    configuration
        .map(LEAF)
        .forEach((place, value) -> values.put(configuration.pointer(LEAF, place), value));
    return new Required(configuration.id(), values);
  }

  /** Whether this answer says something at each of the places. */
  public boolean isSaidBy(JsonNode answer) {
    return values.keySet().stream().map(answer::at).noneMatch(JsonNode::isMissingNode);
  }

  /** Refuses a person of whom none of these answers says one of the values. */
  public void check(JsonNode... answers) throws LoginException {
    for (var value : values.entrySet()) {
      if (Stream.of(answers)
          .noneMatch(answer -> value.getValue().equals(answer.at(value.getKey()).asText()))) {
        throw new LoginException(
            Reason.NOT_ALLOWED, "the account at " + provider + " is not one of those required");
      }
    }
  }
}
