package org.sociallogin.web;

import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where people reach the application: {@code social-login.base-url}. It alone decides redirect
 * URIs, links, cookies and the allowed origin; what a request says of its host is never believed.
 */
public final class BaseUrl {

  static final String PROPERTY = "social-login.base-url";

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|\\[::1]|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)*");

  private final URI uri;
  private final String prefix;

  private BaseUrl(URI uri, String prefix) {
    this.uri = uri;
    this.prefix = prefix;
  }

  /**
   * Reads the property's value; where there is none, people come to this machine.
   *
   * @param port where it listens then; zero and less leave it to chance
   * @throws ConfigurationException in one sentence that names the property, for what is no http or
   *     https address, and for http beyond loopback
   */
  public static BaseUrl of(@Nullable String value, int port) {
    return of(value != null ? value : "http://localhost" + (port > 0 ? ":" + port : ""));
  }

  static BaseUrl of(String value) {
    var uri = parse(value);
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("https") || scheme.equals("http"))
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw new ConfigurationException(
          PROPERTY
              + " must be an address such as https://login.example.org, with nothing behind"
              + " its path");
    }
    var path = uri.getRawPath();
    var prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (!PREFIX.matcher(prefix).matches() || prefix.contains("/.")) {
      throw new ConfigurationException(
          PROPERTY
              + " has a path with other characters than letters, digits, dots, dashes,"
              + " underscores and tildes");
    }
    var port = uri.getPort() == (scheme.equals("https") ? 443 : 80) ? -1 : uri.getPort();
    var host = uri.getHost().toLowerCase(Locale.ROOT);
    var base =
        new BaseUrl(
            URI.create(scheme + "://" + host + (port < 0 ? "" : ":" + port) + prefix), prefix);
    if (!base.isSecure() && !base.isLoopback()) {
      throw new ConfigurationException(
          PROPERTY + " must begin with https:// unless its host is localhost or 127.0.0.1");
    }
    return base;
  }

  private static URI parse(String value) {
    try {
      return new URI(value);
    } catch (URISyntaxException e) {
      throw new ConfigurationException(PROPERTY + " is not an address: it cannot be read");
    }
  }

  /** The absolute address of one of our paths. */
  public URI uri(String path) {
    return URI.create(uri + path);
  }

  /** One of our paths as a browser must ask for it: with the prefix, if there is one. */
  public String path(String path) {
    return prefix + path;
  }

  /** The path under which everything of ours lies, without a slash at its end; empty for none. */
  public String prefix() {
    return prefix;
  }

  /** The origin as browsers write it (RFC 6454, section 6.1). */
  public String origin() {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /** Host and port, as people read them. */
  public String host() {
    return uri.getRawAuthority();
  }

  /** The host alone; an IPv6 address in brackets (RFC 3986, section 3.2.2). */
  public String hostname() {
    return uri.getHost();
  }

  /** Whether browsers come by https, whatever the hop before us speaks. */
  public boolean isSecure() {
    return uri.getScheme().equals("https");
  }

  /** Whether only this machine can reach it. */
  public boolean isLoopback() {
    return LOOPBACK.matcher(uri.getHost()).matches();
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
