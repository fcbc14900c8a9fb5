package org.sociallogin.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/** What a test has an endpoint answer: the truth, the truth changed, or something else. */
public final class Answer {

  private static final String JSON = "application/json; charset=utf-8";
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final UnaryOperator<Response> change;

  private Answer(UnaryOperator<Response> change) {
    this.change = change;
  }

  Response made(Response truth) {
    return change.apply(truth);
  }

  /** What the endpoint would answer anyhow. */
  public static Answer truth() {
    return new Answer(truth -> truth);
  }

  /** This status, these headers and these octets. */
  public static Answer of(int status, Map<String, String> headers, byte[] body) {
    var response = Response.of(status, headers, body);
    return new Answer(truth -> response);
  }

  /** This status, type and body. */
  public static Answer of(int status, String contentType, String body) {
    return of(status, Map.of("Content-Type", contentType), body.getBytes(UTF_8));
  }

  /** This JSON with status 200. */
  public static Answer json(String body) {
    return of(200, JSON, body);
  }

  /** A web page that has only a heading. */
  public static Answer page(int status, String heading) {
    return of(
        status,
        "text/html; charset=utf-8",
        "<!doctype html><title>" + heading + "</title><h1>" + heading + "</h1>");
  }

  /** A redirect to that place. */
  public static Answer redirect(int status, String location) {
    return of(status, Map.of("Location", location), new byte[0]);
  }

  /** The rate limit as Bitbucket words it: no JSON, and no hint when to come again. */
  public static Answer tooManyRequests() {
    return of(429, "text/plain", "Rate limit for this resource has been exceeded");
  }

  /** This JSON compressed, whatever was asked for. */
  public static Answer gzip(String json) {
    return json(json).compressed();
  }

  /** Nothing, for as long as the caller waits. */
  public static Answer hang() {
    return truth().delivered(Delivery.NEVER);
  }

  /** The end of the connection, without a word. */
  public static Answer disconnect() {
    return truth().delivered(Delivery.DISCONNECTED);
  }

  /** A blank at a time with this pause between two, for as long as the caller reads. */
  public static Answer drip(long pauseMillis) {
    return json("").delivered(Delivery.endless(1, Duration.ofMillis(pauseMillis)));
  }

  /** Blanks without end, as fast as the caller reads. */
  public static Answer endless() {
    return json("").delivered(Delivery.endless(8_192, Duration.ZERO));
  }

  /** That many octets of white space, which are not even JSON. */
  public static Answer huge(int octets) {
    return json(" ".repeat(octets));
  }

  /** The same, so much later. */
  public Answer after(Duration pause) {
    return then(response -> response.delivered(response.delivery().after(pause)));
  }

  /** The same octets, one at a time with this pause between two. */
  public Answer dripping(Duration pause) {
    return delivered(Delivery.slow(pause));
  }

  /** The same, broken off in the middle of the body. */
  public Answer truncated() {
    return delivered(Delivery.TRUNCATED);
  }

  /** The same, compressed, whatever was asked for. */
  public Answer compressed() {
    return then(
        response -> response.with("Content-Encoding", "gzip").withBody(zipped(response.body())));
  }

  /** The same with a byte order mark before it. */
  public Answer marked() {
    return then(
        response -> {
          var marked = new ByteArrayOutputStream();
          marked.writeBytes(BYTE_ORDER_MARK);
          marked.writeBytes(response.body());
          return response.withBody(marked.toByteArray());
        });
  }

  /** The same with this header. */
  public Answer with(String header, String value) {
    return then(response -> response.with(header, value));
  }

  /** The same without this header. */
  public Answer without(String header) {
    return then(response -> response.without(header));
  }

  private Answer delivered(Delivery delivery) {
    return then(response -> response.delivered(delivery));
  }

  private Answer then(UnaryOperator<Response> next) {
    return new Answer(truth -> next.apply(change.apply(truth)));
  }

  private static byte[] zipped(byte[] octets) {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(octets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }
}
