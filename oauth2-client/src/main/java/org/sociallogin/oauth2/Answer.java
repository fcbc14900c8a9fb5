package org.sociallogin.oauth2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException;

/**
 * What a resource of a provider answered: JSON, or a refusal.
 *
 * @param json a missing node in a refusal
 * @param nextLink where its header {@code Link} says that the list goes on (RFC 8288), or null
 * @param refusal what a 401, 403 or 404 means for a resource without which nobody signs in
 */
public record Answer(
    String resource,
    URI uri,
    JsonNode json,
    @Nullable String nextLink,
    @Nullable LoginException refusal) {

  /** The resource says this. */
  public static Answer of(String resource, URI uri, JsonNode json) {
    return of(resource, uri, json, null);
  }

  /** The resource says this, and where the list goes on. */
  public static Answer of(String resource, URI uri, JsonNode json, @Nullable String nextLink) {
    return new Answer(resource, uri, json, nextLink, null);
  }

  /** The resource is kept from us. */
  public static Answer refused(String resource, URI uri, LoginException refusal) {
    return new Answer(resource, uri, MissingNode.getInstance(), null, refusal);
  }

  /** The JSON, which the sign-in cannot do without. */
  public JsonNode required() throws LoginException {
    if (refusal != null) {
      throw refusal;
    }
    return json;
  }
}
