package org.sociallogin.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sociallogin.sandbox.Grants.Grant;
import org.sociallogin.sandbox.Sandbox.Received;

/** Where consumers redeem codes and refresh tokens. */
final class TokenEndpoint {

  private static final int OLD_LENGTH = 80;
  private static final int NEW_LENGTH = 2_600;

  private final Map<String, Consumer> consumers;
  private final Grants grants;
  private final Set<Quirk> quirks;
  private final Pages pages;
  private volatile int newLength = NEW_LENGTH;

  TokenEndpoint(Map<String, Consumer> consumers, Grants grants, Set<Quirk> quirks, Pages pages) {
    this.consumers = consumers;
    this.grants = grants;
    this.quirks = quirks;
    this.pages = pages;
  }

  /** Has the tokens of new consumers be that long; null as long as they are. */
  void tokenLength(@Nullable Integer characters) {
    newLength = characters == null ? NEW_LENGTH : characters;
  }

  Response answer(Received call) {
    if (!call.method().equals("POST")) {
      return quirks.contains(Quirk.READS_NO_GRANT_TYPE_OF_GETS)
          ? unsupported("None")
          : Response.methodNotAllowed("POST");
    }
    var authorization = call.headers().getOrDefault("Authorization", "");
    if (authorization.startsWith("Bearer ")) {
      var status = quirks.contains(Quirk.ANSWERS_BEARERS_BY_401) ? 401 : 200;
      return pages.refusal(
          status, "Log in", "A page as for an OpenID transaction, where a client expects JSON.");
    }
    if (!authorization.startsWith("Basic ")) {
      return refused(
          "unauthorized_client", "Requests must be authenticated using OAuth client credentials");
    }
    var consumer = authenticated(authorization.substring("Basic ".length()));
    if (consumer == null) {
      return refused("unauthorized_client", "Invalid OAuth client credentials");
    }
    if (consumer.callback() == null) {
      return refused("invalid_request", "No callback uri defined for the OAuth client.");
    }
    var isForm =
        call.headers()
            .getOrDefault("Content-Type", "")
            .startsWith("application/x-www-form-urlencoded");
    var form = isForm ? Form.decode(call.body()) : Map.<String, String>of();
    var grantType = form.getOrDefault("grant_type", "None");
    return switch (grantType) {
      case "authorization_code" -> redeemed(consumer, form);
      case "refresh_token" -> refreshed(consumer, form);
      default -> unsupported(grantType);
    };
  }

  private static Response unsupported(String grantType) {
    return refused("invalid_grant", "Unsupported grant type: " + grantType);
  }

  private Response redeemed(Consumer consumer, Map<String, String> form) {
    var grant = grants.redeem(form.getOrDefault("code", ""), consumer, form.get("redirect_uri"));
    if (grant == null) {
      return refused(
          quirks.contains(Quirk.CALLS_BAD_CODES_INVALID_REQUEST)
              ? "invalid_request"
              : "invalid_grant",
          "The code is not good, or not for this consumer and redirect URI.");
    }
    return grant.trouble().at(Endpoint.TOKEN, tokens(grant));
  }

  private Response refreshed(Consumer consumer, Map<String, String> form) {
    var grant = grants.refresh(form.getOrDefault("refresh_token", ""), consumer);
    if (grant == null) {
      return refused(
          quirks.contains(Quirk.CALLS_BAD_REFRESH_TOKENS_INVALID_GRANT)
              ? "invalid_grant"
              : "invalid_request",
          "Invalid refresh_token");
    }
    return tokens(grant);
  }

  private Response tokens(Grant grant) {
    var consumer = grant.consumer();
    var length = consumer.isNew() ? newLength : OLD_LENGTH;
    var scopes = String.join(" ", consumer.scopes());
    var saysBoth = quirks.contains(Quirk.SAYS_SCOPE_AND_SCOPES);
    var saysScopes = saysBoth || quirks.contains(Quirk.SAYS_SCOPES) || !consumer.isNew();
    var tokens = new LinkedHashMap<String, Object>();
    if (saysScopes) {
      tokens.put("scopes", scopes);
    }
    if (saysBoth || !saysScopes) {
      tokens.put("scope", scopes);
    }
    tokens.put("access_token", grants.accessToken(grant, length));
    tokens.put("expires_in", Grants.ACCESS_LIFETIME.toSeconds());
    tokens.put("token_type", "bearer");
    tokens.put("state", "authorization_code"); // the grant, not the state of the request
    tokens.put("refresh_token", grants.refreshToken(grant, length));
    return Response.json(200, tokens);
  }

  private static Response refused(String error, String description) {
    var members = new LinkedHashMap<String, Object>();
    members.put("error_description", description);
    members.put("error", error);
    return Response.json(400, members);
  }

  /** The consumer of these credentials, form-encoded as RFC 6749, section 2.3.1, has it. */
  private @Nullable Consumer authenticated(String credentials) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(credentials), UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
    var colon = Math.max(pair.indexOf(':'), 0);
    var consumer = consumers.get(Form.decodeValue(pair.substring(0, colon)));
    return consumer != null
            && (':' + consumer.secret()).equals(Form.decodeValue(pair.substring(colon)))
        ? consumer
        : null;
  }
}
