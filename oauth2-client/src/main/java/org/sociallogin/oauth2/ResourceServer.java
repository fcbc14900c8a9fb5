package org.sociallogin.oauth2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException;

/** A provider's API, opened by the access token of one person, for the time of one sign-in. */
public interface ResourceServer {

  /** What the ID token says of the person; a missing node where there is none. */
  default JsonNode claims() {
    return MissingNode.getInstance();
  }

  /**
   * Asks for these resources of the provider side by side, and answers in the same order. What is
   * neither JSON nor a refusal fails the sign-in.
   */
  List<Answer> get(String... resources) throws LoginException;

  /** Asks for one resource of the provider, with these parameters in its query. */
  Answer get(String resource, Map<String, String> parameters) throws LoginException;

  /**
   * The page that follows this one of a list, or null where the list ends: with no link, with one
   * to another scheme, host or port or to what was read already, and after five pages of a sign-in.
   */
  @Nullable Answer next(Answer page, @Nullable String link) throws LoginException;
}
