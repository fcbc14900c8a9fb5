package org.sociallogin.sandbox;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that can be answered (RFC 6749, section 4.1.1). A code challenge is not
 * read, as Bitbucket does not read it.
 *
 * @param redirectUri as it was sent, which may be not at all
 */
record AuthorizationRequest(
    Consumer consumer,
    URI callback,
    @Nullable String redirectUri,
    @Nullable String state,
    @Nullable String scope) {

  static AuthorizationRequest of(@Nullable String query, Map<String, Consumer> consumers)
      throws Misconfigured {
    var sent = Form.decode(query);
    var consumer = consumers.get(sent.getOrDefault("client_id", ""));
    if (consumer == null) {
      throw new Misconfigured("Invalid client_id", "No consumer has that key.");
    }
    var callback = consumer.callback();
    if (callback == null) {
      throw new Misconfigured(
          "Invalid redirect_uri",
          "This integration is misconfigured: its consumer has no callback URL.");
    }
    var redirectUri = sent.get("redirect_uri");
    if (redirectUri != null && !consumer.takes(redirectUri)) {
      throw new Misconfigured(
          "Invalid redirect_uri",
          "This integration is misconfigured: its consumer has the callback URL "
              + callback
              + ", and the redirect URI is "
              + redirectUri
              + ".");
    }
    if (!"code".equals(sent.get("response_type"))) {
      throw new Misconfigured("Invalid response_type", "Only code is offered here.");
    }
    return new AuthorizationRequest(
        consumer, callback, redirectUri, sent.get("state"), sent.get("scope"));
  }

  /** Where the browser is sent back to. */
  String target() {
    return redirectUri == null ? callback.toString() : redirectUri;
  }

  /** The scopes as they were asked for, or all that are ticked. */
  List<String> scopes() {
    return scope == null || scope.isBlank()
        ? consumer.scopes()
        : Arrays.asList(scope.trim().split(" +"));
  }

  /** The scheme and host that the browser is sent back to, as a Content-Security-Policy has it. */
  String targetOrigin() {
    var target = URI.create(target());
    // The policy's grammar has no word for an IPv6 address.
    return target.getHost().startsWith("[")
        ? target.getScheme() + ":"
        : target.getScheme() + "://" + target.getRawAuthority();
  }

  /** The target with those parameters after whatever it has. */
  String answeredWith(String parameters) {
    return target() + (target().contains("?") ? '&' : '?') + parameters;
  }

  /** The target with those parameters in place of whatever it has. */
  String answeredWithNothingBut(String parameters) {
    return target().replaceFirst("\\?.*", "") + '?' + parameters;
  }
}
