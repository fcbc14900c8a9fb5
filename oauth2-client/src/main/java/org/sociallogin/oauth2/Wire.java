package org.sociallogin.oauth2;

import io.micronaut.context.BeanContext;
import io.micronaut.core.type.Argument;
import io.micronaut.core.util.SupplierUtil;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.client.DefaultHttpClientConfiguration;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.HttpClientConfiguration;
import io.micronaut.http.client.HttpVersionSelection;
import io.micronaut.http.client.LoadBalancer;
import io.micronaut.logging.LogLevel;
import io.micronaut.logging.LoggingSystem;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way out: every request to one provider, over connections of its own.
 *
 * <p>A request is sent once. It follows no redirect, carries no cookie, and has no deadline of its
 * own: core interrupts the thread that waits for it, and then its connection is closed.
 */
final class Wire {

  static final int MOST_BODY_BYTES = 1024 * 1024;
  private static final String LOGGER = "org.sociallogin.oauth2.http";
  private static final int MOST_HEADER_BYTES = 16 * 1024;
  private static final int MOST_CONNECTIONS = 512;
  private static final Argument<byte[]> BYTES = Argument.of(byte[].class);

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  private final BeanContext context;

  /** Made when the first person comes back: half a second that the start does not wait for. */
  private final Supplier<HttpClient> http;

  private final Map<String, Map<String, String>> headers;

  /**
   * A way out.
   *
   * @param headers what a request of that name says besides
   */
  Wire(BeanContext context, Map<String, Map<String, String>> headers) {
    this.context = context;
    this.headers = headers;
    this.http =
        SupplierUtil.memoized(
            () -> context.createBean(HttpClient.class, LoadBalancer.empty(), configuration()));
  }

  /** Asks for what everybody may see. */
  InFlight get(String name, URI uri) {
    return send(name, HttpRequest.GET(uri));
  }

  /** Asks for a protected resource (RFC 6750, section 2.1). */
  InFlight get(String name, URI uri, String accessToken) {
    return send(name, HttpRequest.<byte[]>GET(uri).bearerAuth(accessToken));
  }

  /** Posts a form, with this {@code Authorization}. */
  InFlight post(String name, URI uri, String form, @Nullable String authorization) {
    var request =
        HttpRequest.POST(uri, form).contentType(MediaType.APPLICATION_FORM_URLENCODED_TYPE);
    if (authorization != null) {
      request.header(HttpHeaders.AUTHORIZATION, authorization);
    }
    return send(name, request);
  }

  private InFlight send(String name, MutableHttpRequest<?> request) {
    request
        .accept(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.ACCEPT_ENCODING, "identity")
        .header(HttpHeaders.USER_AGENT, "social-login");
    headers.getOrDefault(name, Map.of()).forEach(request.getHeaders()::set);
    var inFlight = new InFlight(name, request);
    keepLogQuiet();
    // One type for answers and errors, or the client makes exceptions of errors.
    http.get().exchange(request, BYTES, BYTES).subscribe(inFlight);
    return inFlight;
  }

  /**
   * At TRACE the client logs bodies: codes, tokens and secrets. Its level is looked at before each
   * request, for it can be raised while we run; only Micronaut's logging systems can lower it.
   */
  private void keepLogQuiet() {
    if (LOG.isDebugEnabled()) {
      for (var logging : context.getBeansOfType(LoggingSystem.class)) {
        logging.setLogLevel(LOGGER, LogLevel.INFO);
      }
    }
  }

  /** Ours alone: what {@code micronaut.http.client} says is meant for other clients. */
  private static HttpClientConfiguration configuration() {
    var http = new DefaultHttpClientConfiguration();
    http.setLoggerName(LOGGER);
    http.setFollowRedirects(false);
    http.setExceptionOnErrorStatus(false);
    // One request a connection at a time: closing the connection of one hurts no other.
    http.setAlpnModes(List.of(HttpVersionSelection.ALPN_HTTP_1));
    http.setConnectTimeout(Duration.ofSeconds(5));
    http.setConnectionPoolIdleTimeout(Duration.ofSeconds(30));
    http.setMaxContentLength(MOST_BODY_BYTES);
    http.setMaxHeaderSize(MOST_HEADER_BYTES);
    // Reply bounds what comes compressed.
    http.setDecompressionEnabled(false);
    // The deadline is core's; these are against a connection that was forgotten.
    http.setReadTimeout(Duration.ofMinutes(10));
    http.setRequestTimeout(Duration.ofSeconds(-1));
    var pool = http.getConnectionPoolConfiguration();
    pool.setMaxConcurrentHttp1Connections(MOST_CONNECTIONS);
    pool.setMaxPendingConnections(Integer.MAX_VALUE); // core bounds how many wait
    return http;
  }
}
