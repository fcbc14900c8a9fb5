package org.sociallogin.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;

/** How every answer of ours is made: not to be cached, framed, sniffed or scripted. */
@Singleton
public final class Answers {

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";
  private static final String PERMISSIONS_POLICY =
      "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(),"
          + " magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";
  private static final MediaType HTML = new MediaType("text/html;charset=utf-8");
  private static final MediaType PROBLEM = new MediaType("application/problem+json;charset=utf-8");
  static final MediaType JSON = new MediaType("application/json;charset=utf-8");

  private final boolean strictTransport;

  Answers(BaseUrl baseUrl) {
    // A host under whose path we are only a guest decides this for itself.
    this.strictTransport = baseUrl.isSecure() && baseUrl.prefix().isEmpty();
  }

  /** A page in English, for this request alone. */
  MutableHttpResponse<byte[]> page(HttpStatus status, byte[] html) {
    return personal(
        HttpResponse.<byte[]>status(status)
            .body(html)
            .contentType(HTML)
            .header(HttpHeaders.CONTENT_LANGUAGE, "en"));
  }

  /** JSON for this request alone. */
  MutableHttpResponse<byte[]> json(byte[] json) {
    return personal(HttpResponse.ok(json).contentType(JSON));
  }

  /** Nothing more to say. */
  MutableHttpResponse<byte[]> done() {
    return personal(HttpResponse.status(HttpStatus.NO_CONTENT));
  }

  /** A text that is the same for everybody. */
  MutableHttpResponse<byte[]> text(MediaType type, byte[] content) {
    return personal(HttpResponse.ok(content).contentType(type));
  }

  /** A problem as RFC 9457 writes it. */
  MutableHttpResponse<byte[]> problem(HttpStatus status, byte[] json) {
    return personal(HttpResponse.<byte[]>status(status).body(json).contentType(PROBLEM));
  }

  /** What is for everybody and never changes under its name. */
  MutableHttpResponse<byte[]> unchanging(MediaType type, byte[] content) {
    var response =
        HttpResponse.ok(content)
            .contentType(type)
            .header(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable");
    stamp(response);
    return response;
  }

  /** Sends the browser on by GET, whatever it came by (RFC 9110, section 15.4.4). */
  MutableHttpResponse<byte[]> seeOther(String location) {
    return personal(
        HttpResponse.<byte[]>status(HttpStatus.SEE_OTHER).header(HttpHeaders.LOCATION, location));
  }

  /** Nothing, for a request that no person made: a prefetch, an image, a frame. */
  MutableHttpResponse<byte[]> nothing() {
    return nothing(HttpStatus.SERVICE_UNAVAILABLE);
  }

  /** Nothing but the status. */
  MutableHttpResponse<byte[]> nothing(HttpStatus status) {
    return personal(HttpResponse.status(status));
  }

  /**
   * Says on a 401, and once, what would have let the request through (RFC 9110, section 15.5.2).
   */
  static <T> MutableHttpResponse<T> challenge(MutableHttpResponse<T> response) {
    response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Cookie");
    return response;
  }

  private <T> MutableHttpResponse<T> personal(MutableHttpResponse<T> response) {
    response
        .getHeaders()
        .set(HttpHeaders.CACHE_CONTROL, "no-store")
        .set(HttpHeaders.VARY, "Accept, Accept-Language, Cookie");
    stamp(response);
    return response;
  }

  /** Adds each header that a browser protects itself and us by, where it is not there yet. */
  public void stamp(MutableHttpResponse<?> response) {
    var headers = response.getHeaders();
    setIfAbsent(headers, "Content-Security-Policy", CONTENT_SECURITY_POLICY);
    setIfAbsent(headers, "X-Content-Type-Options", "nosniff");
    setIfAbsent(headers, "Cross-Origin-Opener-Policy", "same-origin");
    setIfAbsent(headers, "Cross-Origin-Resource-Policy", "same-origin");
    setIfAbsent(headers, "Permissions-Policy", PERMISSIONS_POLICY);
    setIfAbsent(headers, "Referrer-Policy", "same-origin");
    setIfAbsent(headers, HttpHeaders.CACHE_CONTROL, "no-store");
    if (strictTransport) {
      setIfAbsent(headers, "Strict-Transport-Security", "max-age=31536000");
    }
  }

  private static void setIfAbsent(MutableHttpHeaders headers, String name, String value) {
    if (!headers.contains(name)) {
      headers.set(name, value);
    }
  }
}
