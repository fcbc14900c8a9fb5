package org.sociallogin.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException.Reason;

/**
 * The authorization request that a provider made of an attempt, read as the browser will send it.
 */
final class AuthorizationRequest {

  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7E]*");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|\\[::1]|127(\\.\\d{1,3}){3}", Pattern.CASE_INSENSITIVE);

  private AuthorizationRequest() {}

  /**
   * The same URI, when it goes to the provider's authorization endpoint and carries the attempt,
   * each parameter once: a plug-in cannot forget one.
   */
  static URI checked(URI request, Provider provider, LoginAttempt attempt) throws LoginException {
    var endpoint = provider.authorizationEndpoint();
    if (!isSecure(request) || !withoutQuery(request).equals(withoutQuery(endpoint))) {
      throw wrong(provider, "leaves the authorization endpoint");
    }
    if (!PRINTABLE.matcher(request.toString()).matches()) {
      throw wrong(provider, "has characters that a header cannot carry");
    }
    var sent = parameters(request);
    for (var kept : parameters(endpoint).entrySet()) {
      if (!kept.getValue().equals(sent.get(kept.getKey()))) {
        throw wrong(provider, "lacks, repeats or changes what the endpoint's own query says");
      }
    }
    require(provider, sent, "response_type", "code");
    require(provider, sent, "client_id", provider.clientId());
    require(provider, sent, "redirect_uri", attempt.redirectUri().toString());
    require(provider, sent, "state", attempt.state());
    if (provider.pkce()) {
      require(provider, sent, "code_challenge", attempt.codeChallenge());
      require(provider, sent, "code_challenge_method", "S256");
    }
    if (provider.nonce()) {
      require(provider, sent, "nonce", attempt.nonce());
      if (attempt.purpose() == Purpose.REAUTHENTICATE) {
        require(provider, sent, "max_age", "0");
      }
    }
    if (provider.formPost()) {
      require(provider, sent, "response_mode", "form_post");
    }
    if (request.toString().contains(attempt.codeVerifier())) {
      throw wrong(provider, "gives the code verifier away");
    }
    return request;
  }

  private static void require(
      Provider provider, Map<String, List<String>> sent, String name, String value)
      throws LoginException {
    if (!List.of(value).equals(sent.get(name))) {
      throw wrong(provider, "lacks, repeats or changes " + name);
    }
  }

  private static LoginException wrong(Provider provider, String how) {
    return new LoginException(
        Reason.PROVIDER_REFUSED, "the authorization request of " + provider.id() + ' ' + how);
  }

  private static boolean isSecure(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme())
        || ("http".equalsIgnoreCase(uri.getScheme()) && isLoopback(uri.getHost()));
  }

  private static boolean isLoopback(@Nullable String host) {
    return host != null && LOOPBACK.matcher(host).matches();
  }

  private static String withoutQuery(URI uri) {
    var text = uri.toString();
    var end = text.indexOf('?');
    return end < 0 ? text : text.substring(0, end);
  }

  private static Map<String, List<String>> parameters(URI uri) {
    var parameters = new HashMap<String, List<String>>();
    var query = uri.getRawQuery();
    for (var pair : query == null ? new String[0] : query.split("&")) {
      var equals = pair.indexOf('=');
      var name = equals < 0 ? pair : pair.substring(0, equals);
      var value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters
          .computeIfAbsent(URLDecoder.decode(name, UTF_8), n -> new ArrayList<>())
          .add(URLDecoder.decode(value, UTF_8));
    }
    return parameters;
  }
}
