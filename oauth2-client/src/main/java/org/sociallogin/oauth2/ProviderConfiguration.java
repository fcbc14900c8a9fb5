package org.sociallogin.oauth2;

import com.fasterxml.jackson.core.JsonPointer;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.naming.conventions.StringConvention;
import io.micronaut.core.type.Argument;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.ProviderId;

/**
 * What is configured of one provider, leaf by leaf, and its preset where nothing is. The leaves
 * that Micronaut knows lie with its client registration, the others below {@code
 * social-login.providers.<id>}. Whatever is wrong throws a {@link ConfigurationException}: one
 * sentence with the property and never its value.
 */
public final class ProviderConfiguration {

  private static final String REGISTRATION = "micronaut.security.oauth2.clients.";
  private static final String PROVIDER = "social-login.providers.";

  private static final Set<String> OF_THE_REGISTRATION =
      Set.of(
          "client-id",
          "client-secret",
          "scopes",
          "grant-type",
          "authorization.url",
          "authorization.code-challenge-method",
          "token.url",
          "token.authentication-method",
          "openid.issuer",
          "openid.configuration-path",
          "openid.jwks-uri");

  /** Micronaut's own besides, which no sign-in needs; with a dot at its end, whatever is below. */
  private static final Set<String> OF_MICRONAUT_ALONE =
      Set.of(
          "enabled",
          "authorization-server",
          "client-credentials.",
          "introspection.",
          "proxy-well-known-oauth-authorization-server",
          "proxy-well-known-openid-configuration",
          "revocation.");

  private static final Set<String> READ_ELSEWHERE = Set.of("order", "accept-new-subjects-from");

  private static final String BASE_URL = "{base-url}";

  private static final Pattern PLACEHOLDER =
      Pattern.compile("change[-_]?me|<.*>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern COPIED_BADLY = Pattern.compile("^\\p{Z}|\\p{Z}\\z|\\p{C}");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|\\[::1]|127(\\.\\d{1,3}){3}", Pattern.CASE_INSENSITIVE);
  private static final int MOST_URL_CHARS = 2_000;
  private static final int MOST_AUTHORITY_CHARS = 255;

  private final ProviderId id;
  private final Environment environment;
  private final Map<String, String> preset;

  /** What has been asked for below {@code social-login.providers}; maps have a dot at their end. */
  private final Set<String> asked;

  ProviderConfiguration(ProviderId id, Environment environment) {
    this(id, environment, Map.of(), ConcurrentHashMap.newKeySet());
    asked.addAll(READ_ELSEWHERE);
  }

  private ProviderConfiguration(
      ProviderId id, Environment environment, Map<String, String> preset, Set<String> asked) {
    this.id = id;
    this.environment = environment;
    this.preset = Map.copyOf(preset);
    this.asked = asked;
  }

  /**
   * The same, with these values where nothing is configured. {@code {base-url}} in one stands for
   * what is configured as that, without a slash at its end.
   */
  public ProviderConfiguration withPreset(Map<String, String> values) {
    return new ProviderConfiguration(id, environment, values, asked);
  }

  public ProviderId id() {
    return id;
  }

  /** The property that a leaf is configured by. */
  public String property(String leaf) {
    return (OF_THE_REGISTRATION.contains(leaf) ? REGISTRATION : PROVIDER) + id + '.' + leaf;
  }

  /** One line of text, or null. */
  public @Nullable String text(String leaf) {
    var text = configured(leaf);
    if (text == null) {
      return preset(leaf);
    }
    if (text.isBlank()) {
      throw wrong(leaf, "is blank");
    }
    if (COPIED_BADLY.matcher(text).find()) {
      throw wrong(leaf, "begins or ends with white space, or holds a control character");
    }
    return text;
  }

  /** One line of text that nothing works without, and that is no longer an example's. */
  public String credential(String leaf) {
    var credential = text(leaf);
    if (credential == null) {
      throw missing(leaf);
    }
    if (PLACEHOLDER.matcher(credential).matches()) {
      throw wrong(leaf, "is still a placeholder");
    }
    return credential;
  }

  /** The absolute https URL (http for loopback only), or null. */
  public @Nullable URI url(String leaf) {
    var text = configured(leaf);
    if (text == null) {
      text = preset(leaf);
    }
    return text == null ? null : endpoint(leaf, text);
  }

  /** The URL that nothing works without. */
  public URI requiredUrl(String leaf) {
    var url = url(leaf);
    if (url == null) {
      throw missing(leaf);
    }
    return url;
  }

  /** The items, in their order; from one text they are parted by commas. */
  public List<String> list(String leaf) {
    var items = configuredList(leaf);
    var own = preset(leaf);
    return items.isEmpty() && own != null ? List.of(own.split(",")) : items;
  }

  /**
   * The entries by their names, whose letters are kept, sorted; what is configured is laid over the
   * preset. A list of {@code name=value} says the same, and is the only way in an environment
   * variable, which has no small letters.
   */
  public Map<String, String> map(String leaf) {
    var entries = new TreeMap<String, String>();
    var prefix = leaf + '.';
    for (var name : preset.keySet()) {
      var own = name.startsWith(prefix) ? preset(name) : null;
      if (own != null) {
        entries.put(name.substring(prefix.length()), own);
      }
    }
    entries.putAll(configuredMap(leaf));
    return entries;
  }

  /**
   * The name that subjects are unique within, which comes from that leaf: 255 characters hold it.
   */
  public String authority(String leaf, String name) {
    if (name.length() > MOST_AUTHORITY_CHARS) {
      throw wrong(leaf, "is too long to tell subjects apart by");
    }
    return name;
  }

  /** The place in a provider's answer (RFC 6901) that this text, which is in that leaf, means. */
  public JsonPointer pointer(String leaf, String text) {
    try {
      return JsonPointer.compile(text);
    } catch (IllegalArgumentException e) {
      throw wrong(leaf, "is not a JSON pointer, such as /data/id (RFC 6901)");
    }
  }

  /** The constant of that name, in any case, with dashes or underscores; null for none. */
  public <E extends Enum<E>> @Nullable E oneOf(String leaf, Class<E> choices) {
    var text = text(leaf);
    if (text == null) {
      return null;
    }
    for (var choice : choices.getEnumConstants()) {
      if (choice.name().equalsIgnoreCase(text.replace('-', '_'))) {
        return choice;
      }
    }
    throw wrong(
        leaf,
        Stream.of(choices.getEnumConstants())
            .map(choice -> choice.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(", ", "is none of ", "")));
  }

  /**
   * Stops the start where something is configured that nobody reads or has asked for so far:
   * somebody meant another leaf, perhaps one that keeps people out.
   */
  void refuseUnread() {
    refuseUnread(PROVIDER + id, asked);
    var read = new HashSet<>(OF_THE_REGISTRATION);
    read.addAll(OF_MICRONAUT_ALONE);
    refuseUnread(REGISTRATION + id, read);
  }

  private void refuseUnread(String section, Set<String> read) {
    var raw = environment.getProperties(section, StringConvention.RAW);
    refuseUnread(section, raw, read, UnaryOperator.identity());
    // An environment variable tells no dot from a dash.
    refuseUnread(section, environment.getProperties(section), read, ProviderConfiguration::dashed);
  }

  private static void refuseUnread(
      String section, Map<String, ?> configured, Set<String> read, UnaryOperator<String> spelling) {
    for (var name : new TreeSet<>(configured.keySet())) {
      var leaf = NameUtils.hyphenate(name.replaceFirst("\\[.*", ""));
      var spelt = spelling.apply(leaf);
      if (read.stream()
          .noneMatch(
              known ->
                  known.endsWith(".")
                      ? spelling.apply(leaf + '.').startsWith(spelling.apply(known))
                      : spelt.equals(spelling.apply(known)))) {
        throw new ConfigurationException(
            section + '.' + leaf + " is not read by a provider of this kind");
      }
    }
  }

  private static String dashed(String leaf) {
    return leaf.replace('.', '-');
  }

  /** What to throw for a leaf that something needs. */
  public ConfigurationException missing(String leaf) {
    return wrong(leaf, "is missing");
  }

  /** What to throw for a leaf that is wrong: the property, then how, without the value. */
  public ConfigurationException wrong(String leaf, String how) {
    return new ConfigurationException(property(leaf) + ' ' + how);
  }

  private String asking(String leaf) {
    if (!OF_THE_REGISTRATION.contains(leaf)) {
      asked.add(leaf);
    }
    return property(leaf);
  }

  private @Nullable String configured(String leaf) {
    return environment.getProperty(asking(leaf), String.class).orElse(null);
  }

  private @Nullable String preset(String leaf) {
    var own = preset.get(leaf);
    return own == null || !own.contains(BASE_URL) ? own : own.replace(BASE_URL, baseUrl());
  }

  private String baseUrl() {
    var configured = configured("base-url");
    if (configured == null) {
      throw missing("base-url");
    }
    var base = endpoint("base-url", configured);
    if (base.getRawQuery() != null) {
      throw wrong("base-url", "has a query");
    }
    return configured.replaceFirst("/+\\z", "");
  }

  /**
   * Host, port and path of the server that the preset's {@code {base-url}} stands for, or null
   * where it stands for none: another server's subjects are other people.
   */
  @Nullable String server() {
    if (preset.values().stream().noneMatch(value -> value.contains(BASE_URL))
        || configured("base-url") == null) {
      return null;
    }
    var base = URI.create(baseUrl());
    var port = base.getPort() == 443 || base.getPort() == -1 ? "" : ":" + base.getPort();
    var server = base.getHost().toLowerCase(Locale.ROOT) + port + base.getRawPath();
    return authority("base-url", server);
  }

  private Map<String, String> configuredMap(String leaf) {
    var property = property(leaf);
    asked.add(leaf + '.');
    var entries = new TreeMap<String, String>();
    environment
        .getProperties(property, StringConvention.RAW)
        .forEach((name, value) -> entries.put(name, String.valueOf(value)));
    for (var entry : configuredList(leaf)) {
      var equals = entry.indexOf('=');
      if (equals < 1) {
        throw wrong(leaf, "has an entry that is not name=value");
      }
      entries.put(entry.substring(0, equals), entry.substring(equals + 1));
    }
    if (entries.isEmpty() && !environment.getProperties(property).isEmpty()) {
      throw wrong(
          leaf,
          "is configured entry by entry in the environment, where names lose their letters; one"
              + " list of name=value says the same");
    }
    checked(leaf, new ArrayList<>(entries.values()));
    return entries;
  }

  private List<String> configuredList(String leaf) {
    var items = environment.getProperty(asking(leaf), Argument.listOf(String.class));
    return checked(leaf, items.orElse(List.of()));
  }

  private List<String> checked(String leaf, List<String> values) {
    for (var value : values) {
      if (value.isBlank() || COPIED_BADLY.matcher(value).find()) {
        throw wrong(
            leaf,
            "has a value that is blank, begins or ends with white space, or holds a control"
                + " character");
      }
    }
    return values;
  }

  private URI endpoint(String leaf, String text) {
    var url = endpoint(text);
    if (url != null) {
      return url;
    }
    throw wrong(
        leaf,
        "is not an absolute https URL (http for loopback only) of at most "
            + MOST_URL_CHARS
            + " characters without user info and fragment");
  }

  /** The absolute https URL (http for loopback only) that can be an endpoint, or null. */
  public static @Nullable URI endpoint(String text) {
    try {
      var url = new URI(text);
      return isEndpoint(url) && text.length() <= MOST_URL_CHARS ? url : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** Whether it is absolute, and only who is meant can read what is sent there. */
  static boolean isEndpoint(URI url) {
    var host = url.getHost();
    return host != null
        && ("https".equalsIgnoreCase(url.getScheme())
            || ("http".equalsIgnoreCase(url.getScheme()) && LOOPBACK.matcher(host).matches()))
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null;
  }
}
