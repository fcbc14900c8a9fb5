package org.sociallogin.oauth2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Tokens;

/** A provider's API over the wire. The token goes to the origins of its own resources alone. */
final class ProtectedResources implements ResourceServer {

  private static final Logger LOG = LoggerFactory.getLogger(ProtectedResources.class);
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int MOST_FURTHER_PAGES = 4;
  private static final int MOST_LINK_CHARS = 2_000;

  private final Map<String, URI> resources;
  private final Tokens tokens;
  private final Wire wire;
  private final Set<URI> asked = new HashSet<>();
  private final Map<String, Integer> furtherPages = new HashMap<>();

  ProtectedResources(Map<String, URI> resources, Tokens tokens, Wire wire) {
    this.resources = resources;
    this.tokens = tokens;
    this.wire = wire;
  }

  @Override
  public JsonNode claims() {
    var claims = tokens.claims();
    return claims.isEmpty() ? MissingNode.getInstance() : MAPPER.valueToTree(claims);
  }

  @Override
  public List<Answer> get(String... names) throws LoginException {
    var requests = new ArrayList<InFlight>(names.length);
    try {
      for (var name : names) {
        requests.add(send(name, uri(name)));
      }
      var answers = new ArrayList<Answer>(names.length);
      for (var i = 0; i < names.length; i++) {
        answers.add(answer(names[i], uri(names[i]), requests.get(i).await()));
      }
      return answers;
    } finally {
      requests.forEach(InFlight::abandon);
    }
  }

  @Override
  public Answer get(String name, Map<String, String> parameters) throws LoginException {
    var uri = Form.withQuery(uri(name), parameters);
    return answer(name, uri, send(name, uri).await());
  }

  @Override
  public @Nullable Answer next(Answer page, @Nullable String link) throws LoginException {
    var next = parse(link);
    if (next == null || !isSameOrigin(next, page.uri()) || asked.contains(next)) {
      return null;
    }
    if (furtherPages.merge(page.resource(), 1, Integer::sum) > MOST_FURTHER_PAGES) {
      LOG.warn(
          "the list {} has more than {} pages: what is on the others does not count",
          page.resource(),
          1 + MOST_FURTHER_PAGES);
      return null;
    }
    return answer(page.resource(), next, send(page.resource(), next).await());
  }

  private URI uri(String name) {
    var uri = resources.get(name);
    if (uri == null) {
      throw new IllegalArgumentException("the provider has no resource " + name);
    }
    return uri;
  }

  private InFlight send(String name, URI uri) {
    asked.add(uri);
    return wire.get(name, uri, tokens.accessToken());
  }

  private Answer answer(String name, URI uri, Reply reply) throws LoginException {
    return switch (reply.status()) {
      case 401, 403 ->
          Answer.refused(name, uri, new LoginException(Reason.PROVIDER_REFUSED, reply.answered()));
      case 404 -> Answer.refused(name, uri, reply.failure());
      default -> {
        var json = reply.json();
        yield BooleanNode.FALSE.equals(json.path("ok"))
            ? Answer.refused(name, uri, refusal(reply, json))
            : Answer.of(name, uri, json, reply.headers());
      }
    };
  }

  /** Slack says no with status 200. */
  private LoginException refusal(Reply reply, JsonNode json) {
    var words =
        Reply.without(tokens.accessToken(), "<access_token>", json.path("error").asText("no code"));
    return new LoginException(
        Reason.PROVIDER_REFUSED, reply.answered() + " and " + Reply.quoted(words));
  }

  private static @Nullable URI parse(@Nullable String link) {
    if (link == null || link.length() > MOST_LINK_CHARS) {
      return null;
    }
    try {
      return new URI(link);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static boolean isSameOrigin(URI link, URI page) {
    return page.getScheme().equalsIgnoreCase(link.getScheme())
        && page.getHost().equalsIgnoreCase(link.getHost())
        && port(page) == port(link)
        && link.getRawUserInfo() == null;
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
