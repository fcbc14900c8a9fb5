package org.sociallogin.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An HTTP response, and how it goes over the wire. */
final class Response {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Delivery delivery;

  private Response(int status, Map<String, String> headers, byte[] body, Delivery delivery) {
    this.status = status;
    this.headers = Collections.unmodifiableMap(headers);
    this.body = body;
    this.delivery = delivery;
  }

  static Response of(int status, Map<String, String> headers, byte[] body) {
    return new Response(status, new LinkedHashMap<>(headers), body, Delivery.WHOLE);
  }

  static Response of(int status, String contentType, String body) {
    return of(status, Map.of("Content-Type", contentType), body.getBytes(UTF_8));
  }

  static Response json(int status, Object members) {
    try {
      return of(status, "application/json; charset=utf-8", MAPPER.writeValueAsString(members));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Response redirect(String location) {
    return of(302, Map.of("Location", location), new byte[0]);
  }

  static Response methodNotAllowed(String allowed) {
    return of(405, "text/plain; charset=utf-8", "Only " + allowed + ".\n").with("Allow", allowed);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  Delivery delivery() {
    return delivery;
  }

  Response with(String header, String value) {
    var changed = new LinkedHashMap<>(headers);
    changed.put(header, value);
    return new Response(status, changed, body, delivery);
  }

  Response without(String header) {
    var changed = new LinkedHashMap<>(headers);
    changed.remove(header);
    return new Response(status, changed, body, delivery);
  }

  Response withBody(byte[] other) {
    return new Response(status, headers, other, delivery);
  }

  Response delivered(Delivery other) {
    return new Response(status, headers, body, other);
  }
}
