package org.sociallogin.testkit;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
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

  /** How odd providers answer a good token request. */
  static Stream<Named<UnaryOperator<Response>>> oddTokenAnswers() {
    return Stream.of(
        said("a type in capitals", "\"bearer\"", "\"BEARER\""),
        said("no type", "\"token_type\":\"bearer\",", ""),
        said("a lifetime as text", ":3600", ":\"3599\""),
        said("no lifetime", ",\"expires_in\":3600", ""),
        said("scopes as a list", ":3600", ":3600,\"scope\":[\"account\",\"email\"]"),
        Named.of("status 201", answer -> answer.withStatus(201)));
  }

  private static Named<UnaryOperator<Response>> said(String name, String usual, String odd) {
    return Named.of(name, answer -> answer.saying(words -> words.replace(usual, odd)));
  }

  /** How else JSON has been seen to be sent. */
  static Stream<Named<UnaryOperator<Response>>> oddWaysToSend() {
    return Stream.of(
        Named.of("packed", answer -> answer.with("Content-Encoding", "gzip")),
        typed("application/json;charset=UTF-8"),
        typed("text/json"),
        typed("application/hal+json"),
        Named.of("without a type", Response::withoutType));
  }

  /** How JSON comes that must not be read, for it says that it is something else. */
  static Stream<Named<UnaryOperator<Response>>> waysToSaySomethingElse() {
    return Stream.of(typed("text/html"), typed("application/jwt"));
  }

  private static Named<UnaryOperator<Response>> typed(String type) {
    return Named.of(type, answer -> answer.with("Content-Type", type));
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
    var words = request.body().replace('&', ' ') + ' ' + request.basic();
    return Response.json(
        400, "{\"error\":\"invalid_request\",\"error_description\":\"" + words + "\"}");
  }

  /** A member longer than any answer may be. */
  static String hugeText() {
    return "x".repeat(HUGE);
  }
}
