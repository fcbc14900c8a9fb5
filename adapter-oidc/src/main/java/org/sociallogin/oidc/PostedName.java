package org.sociallogin.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AuthorizationResponse;

/**
 * The name that Apple sends with the first answer and never again. The browser brings it, unsigned:
 * it is good to show and for nothing else.
 *
 * @see <a
 *     href="https://developer.apple.com/documentation/signinwithapple/request-an-authorization-to-the-sign-in-with-apple-server">Request
 *     an authorization</a>
 */
final class PostedName {

  /** The parameter that holds it. */
  private static final String USER = "user";

  private static final JsonMapper JSON = new JsonMapper();

  private PostedName() {}

  /** First and last name, as far as they are there, or null. */
  static @Nullable String of(AuthorizationResponse response) {
    var user = response.others().get(USER);
    if (user == null) {
      return null;
    }
    try {
      var name = JSON.readTree(user).path("name");
      return Stream.of("firstName", "lastName")
          .map(part -> name.path(part).asText(""))
          .filter(part -> !part.isBlank())
          .collect(Collectors.joining(" "));
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
