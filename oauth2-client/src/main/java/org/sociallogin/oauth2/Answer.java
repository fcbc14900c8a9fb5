package org.sociallogin.oauth2;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException;

/**
 * What a resource of a provider answered: JSON, or a refusal.
 *
 * @param resource its name
 * @param json a missing node in a refusal
 * @param refusal the failure of the sign-in, if this resource matters, of a 401, 403 or 404
 * @param page which page of a list it is, from 1
 */
public record Answer(
    String resource, URI uri, JsonNode json, @Nullable LoginException refusal, int page) {

  /** The JSON of a resource without which nobody signs in. */
  public JsonNode required() throws LoginException {
    if (refusal != null) {
      throw refusal;
    }
    return json;
  }
}
