package org.sociallogin.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.testkit.ProviderStub.Request;
import org.sociallogin.testkit.ProviderStub.Response;

/** What providers have been seen to answer, and what an attacker would like them to. */
final class Hostile {

  /** More than any answer may have. */
  private static final int HUGE = 8 * 1024 * 1024;

  private Hostile() {}

  /** What is no answer to a token request, and what that means. */
  static Stream<Arguments> tokenAnswers() {
    return Stream.of(
        refused("unauthorized_client", 400, Reason.PROVIDER_REFUSED),
        refused("invalid_client", 401, Reason.PROVIDER_REFUSED),
        refused("invalid_client", 200, Reason.PROVIDER_REFUSED),
        refused("invalid_grant", 400, Reason.RESPONSE_INVALID),
        refused("invalid_grant", 200, Reason.RESPONSE_INVALID),
        answered(Response.json(401, "{}"), Reason.PROVIDER_REFUSED),
        answered(Response.json("{}"), Reason.PROVIDER_UNINTELLIGIBLE),
        answered(token("null", "\"bearer\""), Reason.PROVIDER_UNINTELLIGIBLE),
        answered(token("\"\"", "\"bearer\""), Reason.PROVIDER_UNINTELLIGIBLE),
        answered(token("42", "\"bearer\""), Reason.PROVIDER_UNINTELLIGIBLE),
        answered(token("[\"a\"]", "\"bearer\""), Reason.PROVIDER_UNINTELLIGIBLE),
        answered(token("\"a\\r\\nX: y\"", "\"bearer\""), Reason.PROVIDER_UNINTELLIGIBLE),
        answered(token("\"a\"", "\"mac\""), Reason.PROVIDER_UNINTELLIGIBLE));
  }

  private static Arguments refused(String error, int status, Reason reason) {
    return answered(Response.json(status, "{\"error\":\"" + error + "\"}"), reason);
  }

  private static Arguments answered(Response response, Reason reason) {
    return arguments(response, reason);
  }

  private static Response token(String token, String type) {
    return Response.json("{\"access_token\":" + token + ",\"token_type\":" + type + "}");
  }

  /** What a token answer may say, and what odd providers say for it. */
  static List<Map.Entry<String, String>> oddTokenMembers() {
    return List.of(
        Map.entry("\"bearer\"", "\"BEARER\""),
        Map.entry("\"token_type\":\"bearer\",", ""),
        Map.entry("\"expires_in\":3600", "\"expires_in\":\"3599\""),
        Map.entry("\"expires_in\":3600", "\"scope\":[\"account\",\"email\"]"));
  }

  /** How else JSON has been seen to be sent. */
  static List<UnaryOperator<Response>> oddWaysToSend() {
    return List.of(
        answer -> answer.with("Content-Encoding", "gzip"),
        answer -> answer.with("Content-Type", "application/json;charset=UTF-8"),
        answer -> answer.with("Content-Type", "text/json"),
        answer -> answer.with("Content-Type", "application/hal+json"),
        answer -> new Response(answer.status(), Map.of(), answer.body(), false));
  }

  /** What a status of the user API means. */
  static Stream<Arguments> userStatuses() {
    return Stream.of(
        arguments(401, Reason.PROVIDER_REFUSED),
        arguments(403, Reason.PROVIDER_REFUSED),
        arguments(404, Reason.PROVIDER_UNINTELLIGIBLE));
  }

  /** What no provider means to say, and what may be better in a minute. */
  static Stream<Integer> outages() {
    return Stream.of(429, 500, 502, 503);
  }

  static Stream<Integer> redirects() {
    return Stream.of(301, 302, 303, 307, 308);
  }

  /** What is no JSON, or more of it than one text. */
  static Stream<Response> notJson() {
    return Stream.of(
        Response.of(200, "text/html; charset=utf-8", "<!doctype html><title>Maintenance</title>"),
        Response.of(200, "application/json", ""),
        Response.json("{\"id\":"),
        Response.json("{}{}"),
        Response.json("[".repeat(100_000)));
  }

  /** What is JSON, but no object. */
  static Stream<Response> notAnObject() {
    return Stream.of(Response.json("[]"), Response.json("\"text\""), Response.json("null"));
  }

  /** What is no subject, as JSON; a missing one is the empty text. */
  static Stream<String> notASubject() {
    return Stream.of(
        "",
        "null",
        "\"\"",
        "\"  \"",
        "true",
        "1e999999999",
        "{}",
        "[\"1\"]",
        "\"" + "x".repeat(256) + "\"",
        "\"a\\u0000b\"",
        "\"a\\nb\"");
  }

  /**
   * Flags that do not say that an address was checked, as JSON; a missing one is the empty text.
   */
  static Stream<String> notVerified() {
    return Stream.of(
        "", "null", "false", "\"false\"", "0", "1", "\"1\"", "\"yes\"", "{}", "[true]");
  }

  /** What is not one address. */
  static Stream<String> notAnAddress() {
    return Stream.of(
        "\"a@x.example,b@y.example\"",
        "\"\\\"e@evil.example\\\"@victim.example\"",
        "\"a@x.example\\r\\nBcc: b@y.example\"",
        "\"a@b@x.example\"",
        "\"a\"",
        "\"\"",
        "42",
        "{}",
        "null",
        "\"" + "a".repeat(250) + "@x.example\"");
  }

  /** What no name, address of a picture or other member should be, as JSON. */
  static List<String> oddities() {
    return List.of(
        "\"admin\\u202egpj.exe\"",
        "\"a\\u0000b\"",
        '"' + "x".repeat(10_000) + '"',
        "\"https://a.example/" + "x".repeat(10_000) + '"',
        "42",
        "true",
        "null",
        "{}",
        "[]");
  }

  /** A token endpoint that repeats what it was sent. */
  static Response echo(Request request) {
    var basic = request.header("Authorization").replaceFirst("Basic ", "");
    var credentials = new String(Base64.getDecoder().decode(basic), UTF_8);
    var words = request.body().replace('&', ' ') + ' ' + credentials;
    return Response.json(
        400, "{\"error\":\"invalid_request\",\"error_description\":\"" + words + "\"}");
  }

  /** A member longer than any answer may be. */
  static String hugeText() {
    return "x".repeat(HUGE);
  }
}
