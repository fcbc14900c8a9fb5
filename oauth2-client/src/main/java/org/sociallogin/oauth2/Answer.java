package org.sociallogin.oauth2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException;

/**
 * What a resource of a provider answered: JSON, or a refusal.
 *
 * @param json a missing node in a refusal
 * @param headers by their names in any case; one that came more than once has commas
 * @param refusal what a 401, 403 or 404 means for a resource without which nobody signs in
 */
public record Answer(
    String resource,
    URI uri,
    JsonNode json,
    Map<String, String> headers,
    @Nullable LoginException refusal) {

  // RFC 8288, section 3: the one link among others whose relation is "next".
  private static final Pattern NEXT_LINK =
      Pattern.compile("<([^<>]*)>[^<>]*?;\\s*rel=\"?next\"?\\s*(?:[,;]|$)");

  public Answer {
    var byName = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(headers);
    headers = Collections.unmodifiableMap(byName);
  }

  /** The resource says this. */
  public static Answer of(String resource, URI uri, JsonNode json) {
    return of(resource, uri, json, Map.of());
  }

  /** The resource says this, partly in its headers. */
  public static Answer of(String resource, URI uri, JsonNode json, Map<String, String> headers) {
    return new Answer(resource, uri, json, headers, null);
  }

  /** The resource is kept from us. */
  public static Answer refused(String resource, URI uri, LoginException refusal) {
    return new Answer(resource, uri, MissingNode.getInstance(), Map.of(), refusal);
  }

  /**
   * Whether a flag is set, such as that an address was checked: it is JSON's true or the text of
   * it. 1 and "yes" have not been seen to mean the same.
   */
  public static boolean isTrue(JsonNode flag) {
    return flag.isBoolean() ? flag.booleanValue() : "true".equals(flag.textValue());
  }

  /** The JSON, which the sign-in cannot do without. */
  public JsonNode required() throws LoginException {
    if (refusal != null) {
      throw refusal;
    }
    return json;
  }

  /** Where a list goes on, by the header {@code Link}, or null. */
  public @Nullable String nextLink() {
    var links = headers.get("Link");
    var next = links == null ? null : NEXT_LINK.matcher(links);
    return next != null && next.find() ? next.group(1) : null;
  }
}
