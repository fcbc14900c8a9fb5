package org.sociallogin.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A client of the look-alike: what an application and a browser send. */
final class Caller {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORM = "application/x-www-form-urlencoded";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Sandbox sandbox;
  private final Duration patience;

  Caller(Sandbox sandbox) {
    this(sandbox, Duration.ofSeconds(20));
  }

  Caller(Sandbox sandbox, Duration patience) {
    this.sandbox = sandbox;
    this.patience = patience;
  }

  /** The authorization request of the application's consumer, with these parameters besides. */
  URI request(String... more) {
    return requestOf(sandbox.clientId(), more);
  }

  URI requestOf(String clientId, String... more) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("response_type", "code");
    parameters.put("client_id", clientId);
    for (var i = 0; i < more.length; i += 2) {
      parameters.put(more[i], more[i + 1]);
    }
    return URI.create(sandbox.authorizationUrl() + "?" + Form.encode(parameters));
  }

  /** The code that a person's consent brings to the application. */
  String code(Person person) {
    return code(request(), person);
  }

  String code(URI request, Person person) {
    return parameters(sandbox.agree(request, person)).getOrDefault("code", "");
  }

  HttpResponse<String> token(String code, String... more) {
    return token(basic(sandbox.clientId(), sandbox.clientSecret()), code, more);
  }

  HttpResponse<String> token(Consumer consumer, String code) {
    return token(basic(consumer.key(), consumer.secret()), code, new String[0]);
  }

  private HttpResponse<String> token(String authorization, String code, String[] more) {
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    for (var i = 0; i < more.length; i += 2) {
      form.put(more[i], more[i + 1]);
    }
    return post(sandbox.url(Endpoint.TOKEN), Form.encode(form), "Authorization", authorization);
  }

  HttpResponse<String> refresh(String token) {
    return post(
        sandbox.url(Endpoint.TOKEN),
        "grant_type=refresh_token&" + Form.encode(Map.of("refresh_token", token)),
        "Authorization",
        basic(sandbox.clientId(), sandbox.clientSecret()));
  }

  /** The access token of a person who agreed. */
  String accessToken(Person person) {
    return json(token(code(person))).path("access_token").textValue();
  }

  HttpResponse<String> api(Endpoint endpoint, String accessToken) {
    return get(sandbox.url(endpoint), "Authorization", "Bearer " + accessToken);
  }

  HttpResponse<String> get(URI uri, String... headers) {
    return send(HttpRequest.newBuilder(uri), headers);
  }

  HttpResponse<String> post(URI uri, String form, String... headers) {
    return send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", FORM)
            .POST(BodyPublishers.ofString(form)),
        headers);
  }

  HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.timeout(patience).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static String basic(String key, String secret) {
    return "Basic " + Base64.getEncoder().encodeToString((key + ':' + secret).getBytes(UTF_8));
  }

  static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  static URI location(HttpResponse<?> response) {
    return URI.create(response.headers().firstValue("Location").orElseThrow());
  }

  static Map<String, String> parameters(URI uri) {
    return Form.decode(uri.getRawQuery());
  }
}
