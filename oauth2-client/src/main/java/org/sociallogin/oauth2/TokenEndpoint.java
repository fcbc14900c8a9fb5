package org.sociallogin.oauth2;

import static java.util.function.Predicate.not;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.AuthorizationGrant;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Tokens;

/** Where a grant becomes tokens (RFC 6749, section 3.2). */
final class TokenEndpoint {

  private static final int SHORTEST_CODE = 8;
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");

  private final OAuth2Provider provider;
  private final boolean pkce;
  private final ClientRegistration registration;
  private final Wire wire;

  TokenEndpoint(OAuth2Provider provider, boolean pkce, ClientRegistration registration, Wire wire) {
    this.provider = provider;
    this.pkce = pkce;
    this.registration = registration;
    this.wire = wire;
  }

  /** The access token request (RFC 6749, section 4.1.3; RFC 7636, section 4.5). */
  Tokens exchange(AuthorizationGrant grant) throws LoginException {
    var form =
        new Form()
            .with("grant_type", "authorization_code")
            .with("code", grant.code())
            .with("redirect_uri", grant.attempt().redirectUri().toString());
    if (pkce) {
      // Without a challenge before, some refuse a verifier.
      form.with("code_verifier", grant.attempt().codeVerifier());
    }
    var us = registration.now();
    var reply = post(form, us).await();
    if (reply.isSuccess()) {
      var answer = provider.formAnswer() ? reply.form() : reply.json();
      refuse(reply, answer, grant, us);
      return tokens(reply, answer, grant);
    }
    if (reply.status() >= 400 && reply.status() < 500) {
      refuse(reply, reply.errorJson(), grant, us);
    }
    throw reply.failure();
  }

  private InFlight post(Form form, ClientRegistration us) {
    var endpoint = provider.tokenEndpoint();
    return switch (provider.clientAuthentication()) {
      case CLIENT_SECRET_BASIC -> wire.post("token", endpoint, form.encoded(), us.basic());
      case CLIENT_SECRET_BASIC_PLAIN ->
          wire.post("token", endpoint, form.encoded(), us.plainBasic());
      case PRIVATE_KEY_JWT -> {
        form.with("client_id", us.clientId())
            .with("client_assertion_type", JWT_BEARER)
            .with("client_assertion", us.clientSecret().value());
        yield wire.post("token", endpoint, form.encoded(), null);
      }
      case CLIENT_SECRET_POST -> {
        form.with("client_id", us.clientId()).with("client_secret", us.clientSecret().value());
        yield wire.post("token", endpoint, form.encoded(), null);
      }
    };
  }

  /** RFC 6749, section 5.2; some say so with status 200. */
  private void refuse(Reply reply, JsonNode answer, AuthorizationGrant grant, ClientRegistration us)
      throws LoginException {
    var error = error(answer);
    if (error.isMissingNode() || error.isNull() || reply.status() == 429) {
      return;
    }
    var code = error.isTextual() ? error.textValue() : "no code";
    var reason =
        isInvalidGrant(code) && reply.status() != 401
            ? Reason.RESPONSE_INVALID
            : Reason.PROVIDER_REFUSED;
    var description = answer.path("error_description").asText();
    var words = description.isEmpty() ? code : code + ": " + description;
    throw new LoginException(
        reason, reply.answered() + " and " + Reply.quoted(withoutSecrets(words, grant, us)));
  }

  /**
   * Facebook has a message inside, Twitch one beside the status instead, and Slack may say no more
   * than not ok.
   */
  private static JsonNode error(JsonNode answer) {
    if (answer.hasNonNull("error")) {
      var error = answer.path("error");
      return error.hasNonNull("message") ? error.path("message") : error;
    }
    return answer.path("ok").asBoolean(true)
        ? answer.path(answer.path("status").asInt() >= 400 ? "message" : "error")
        : answer.path("ok");
  }

  private boolean isInvalidGrant(String error) {
    return error.equals("invalid_grant") || provider.invalidGrantErrors().contains(error);
  }

  /** A provider may repeat what it was sent. A code that short is a stranger's, not a secret. */
  private static String withoutSecrets(
      String words, AuthorizationGrant grant, ClientRegistration us) {
    var harmless = words.replace(grant.attempt().codeVerifier(), "<code_verifier>");
    harmless = Reply.without(us.clientSecret().value(), "<client_secret>", harmless);
    return grant.code().length() < SHORTEST_CODE
        ? harmless
        : Reply.without(grant.code(), "<code>", harmless);
  }

  /** RFC 6749, section 5.1, read generously: only the token is needed. */
  private Tokens tokens(Reply reply, JsonNode answer, AuthorizationGrant grant)
      throws LoginException {
    var token = answer.path("access_token").textValue();
    if (token == null || token.isEmpty()) {
      throw reply.unintelligible("without an access token");
    }
    var type = answer.path("token_type");
    if (!type.isMissingNode() && !type.isNull() && !"bearer".equalsIgnoreCase(type.textValue())) {
      throw reply.unintelligible("with a token that is no bearer token");
    }
    try {
      return new Tokens(token, scopes(answer), claims(reply, answer, token, grant));
    } catch (IllegalArgumentException e) {
      throw reply.unintelligible("with an access token that cannot be sent");
    }
  }

  /** OpenID Connect Core, section 3.1.3.3. */
  private Map<String, Object> claims(
      Reply reply, JsonNode answer, String accessToken, AuthorizationGrant grant)
      throws LoginException {
    var idTokens = provider.idTokens();
    if (idTokens == null) {
      return Map.of();
    }
    var idToken = answer.path("id_token").textValue();
    if (idToken == null) {
      throw reply.unintelligible("without an ID token");
    }
    return idTokens.claims(idToken, accessToken, grant.attempt());
  }

  /** {@code scope}, or {@code scopes} as Bitbucket used to say; one text or a list. */
  private static @Nullable List<String> scopes(JsonNode answer) {
    var granted = answer.hasNonNull("scope") ? answer.path("scope") : answer.path("scopes");
    if (!granted.isTextual() && !granted.isArray()) {
      return null;
    }
    var texts = granted.isArray() ? granted : List.of(granted);
    var scopes = new ArrayList<String>();
    for (var text : texts) {
      SEPARATOR.splitAsStream(text.asText()).filter(not(String::isEmpty)).forEach(scopes::add);
    }
    return scopes;
  }
}
