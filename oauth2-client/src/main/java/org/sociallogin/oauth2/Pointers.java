package org.sociallogin.oauth2;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where something is in a provider's answer (RFC 6901); of several places the first that says it.
 */
public record Pointers(List<JsonPointer> places) {

  public Pointers {
    places = List.copyOf(places);
  }

  /** Those configured, else these. */
  public static Pointers of(ProviderConfiguration configuration, String leaf, String... otherwise) {
    var configured = configuration.list(leaf);
    return new Pointers(
        (configured.isEmpty() ? List.of(otherwise) : configured)
            .stream().map(text -> configuration.pointer(leaf, text)).toList());
  }

  /** What the first place that is neither missing nor null says, else a missing node. */
  public JsonNode in(JsonNode answer) {
    return places.stream()
        .map(answer::at)
        .filter(node -> !node.isMissingNode() && !node.isNull())
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  /** What the first place with words says, or null. */
  public @Nullable String textIn(JsonNode answer) {
    return places.stream()
        .map(answer::at)
        .filter(node -> node.isTextual() && !node.textValue().isBlank())
        .map(JsonNode::textValue)
        .findFirst()
        .orElse(null);
  }
}
