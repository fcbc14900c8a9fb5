package org.sociallogin.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.client.exceptions.ContentLengthExceededException;
import io.micronaut.http.client.exceptions.HttpClientException;
import io.netty.handler.codec.DecoderException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;

/** What came back, and what it means for the sign-in. */
final class Reply {

  private static final int MOST_DEPTH = 32;
  private static final int MOST_NAME_CHARS = 1_000;
  private static final int MOST_DIGITS = 100;
  private static final int MOST_FIELDS = 100;
  private static final int MOST_QUOTED_CHARS = 200;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MOST_DEPTH)
                          .maxNameLength(MOST_NAME_CHARS)
                          .maxNumberLength(MOST_DIGITS)
                          .maxStringLength(Wire.MOST_BODY_BYTES)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Pattern JSON_TYPE =
      Pattern.compile("(application|text)/([^;\\s]+\\+)?json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  /** Which request, and where it went: for the log. */
  private final String request;

  private final HttpResponse<byte[]> response;

  Reply(String request, HttpResponse<byte[]> response) {
    this.request = request;
    this.response = response;
  }

  int status() {
    return response.code();
  }

  boolean isSuccess() {
    return status() == 200 || status() == 201;
  }

  /** The JSON of a success; anything else is thrown as the failure that it means. */
  JsonNode json() throws LoginException {
    if (!isSuccess()) {
      throw failure();
    }
    return parse();
  }

  /** The fields of a form-encoded success, as JSON texts. */
  JsonNode form() throws LoginException {
    var type = header(HttpHeaders.CONTENT_TYPE);
    if (type != null && JSON_TYPE.matcher(type).matches()) {
      return json();
    }
    try {
      var fields = MAPPER.createObjectNode();
      var pairs = new String(body(), UTF_8).strip().split("&", MOST_FIELDS + 1);
      if (pairs.length > MOST_FIELDS) {
        throw unintelligible("with too many fields");
      }
      for (var field : pairs) {
        var parts = field.split("=", 2);
        if (parts.length < 2 || fields.has(Form.decode(parts[0]))) {
          throw unintelligible("which is no form");
        }
        fields.put(Form.decode(parts[0]), Form.decode(parts[1]));
      }
      return fields;
    } catch (IOException | IllegalArgumentException e) {
      throw unintelligible("which is no form");
    }
  }

  /** The JSON of an error, or a missing node: what is thrown in the end says more than this. */
  JsonNode errorJson() {
    try {
      return parse();
    } catch (LoginException e) {
      return MissingNode.getInstance();
    }
  }

  /** What it says besides the body. */
  Map<String, String> headers() {
    var headers = new HashMap<String, String>();
    response.getHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
    return headers;
  }

  /** What a status means that no one expects. */
  LoginException failure() {
    var status = status();
    if (status == 401) {
      return new LoginException(Reason.PROVIDER_REFUSED, answered());
    }
    if (status == 429 || status >= 500) {
      return new LoginException(Reason.PROVIDER_UNAVAILABLE, answered());
    }
    var location = header(HttpHeaders.LOCATION);
    return unintelligible(
        status >= 300 && status < 400 && location != null
            ? "which redirects to " + quoted(withoutQuery(location))
            : "which is no answer to it");
  }

  /** The failure of an answer that cannot be used as it is. */
  LoginException unintelligible(String how) {
    return new LoginException(Reason.PROVIDER_UNINTELLIGIBLE, answered() + ", " + how);
  }

  /** Which request it was, and what answered: the beginning of every message. */
  String answered() {
    var type = header(HttpHeaders.CONTENT_TYPE);
    return request + " was answered " + status() + (type == null ? "" : ' ' + quoted(type));
  }

  /** What it means that a request was not answered. */
  static LoginException failure(String request, ExecutionException failure) {
    var cause = cause(failure);
    if (cause instanceof ContentLengthExceededException) {
      return new LoginException(
          Reason.PROVIDER_UNINTELLIGIBLE,
          request + " was answered with more than " + Wire.MOST_BODY_BYTES + " bytes");
    }
    var broken = cause instanceof DecoderException || cause instanceof IllegalArgumentException;
    return new LoginException(
        broken ? Reason.PROVIDER_UNINTELLIGIBLE : Reason.PROVIDER_UNAVAILABLE,
        request + " failed: " + quoted(cause.toString()));
  }

  private static Throwable cause(Throwable failure) {
    var cause = failure.getCause();
    var wrapper = failure instanceof ExecutionException || failure instanceof HttpClientException;
    return wrapper && cause != null ? cause(cause) : failure;
  }

  /** A request for the log: without the query, which may hold what is nobody's business. */
  static String request(String name, URI uri) {
    return "the " + name + " request to " + withoutQuery(uri.toString());
  }

  /** Words from outside without a secret that they may repeat, as it is or as a form has it. */
  static String without(String secret, String name, String words) {
    return words.replace(secret, name).replace(Form.encode(secret), name);
  }

  /** Words from outside as one line that can be printed, at most 200 characters. */
  static String quoted(String words) {
    var cut = words.length() > MOST_QUOTED_CHARS ? words.substring(0, MOST_QUOTED_CHARS) : words;
    return '"' + UNPRINTABLE.matcher(cut).replaceAll("?") + '"';
  }

  private static String withoutQuery(String uri) {
    return uri.split("[?#]", 2)[0];
  }

  private JsonNode parse() throws LoginException {
    var type = header(HttpHeaders.CONTENT_TYPE);
    if (type != null && !JSON_TYPE.matcher(type).matches()) {
      throw unintelligible("which is not JSON");
    }
    try {
      var json = MAPPER.readTree(body());
      if (json.isMissingNode()) {
        throw unintelligible("with nothing");
      }
      return json;
    } catch (StreamConstraintsException e) {
      throw unintelligible("deeper or longer than JSON may be");
    } catch (JsonProcessingException e) {
      // Its own message quotes the text, which may be a secret.
      throw unintelligible("which is broken JSON");
    } catch (IOException e) {
      throw unintelligible("which cannot be read");
    }
  }

  /** At most a megabyte, also of what comes compressed although we ask for nothing compressed. */
  private byte[] body() throws IOException, LoginException {
    var body = response.getBody().orElseGet(() -> new byte[0]);
    var encoding = header(HttpHeaders.CONTENT_ENCODING);
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      return body;
    }
    if (!encoding.equalsIgnoreCase("gzip")) {
      throw unintelligible("compressed as " + quoted(encoding));
    }
    try (var plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
      var bounded = plain.readNBytes(Wire.MOST_BODY_BYTES + 1);
      if (bounded.length > Wire.MOST_BODY_BYTES) {
        throw unintelligible("more than " + Wire.MOST_BODY_BYTES + " bytes");
      }
      return bounded;
    }
  }

  private @Nullable String header(CharSequence name) {
    return response.getHeaders().get(name);
  }
}
