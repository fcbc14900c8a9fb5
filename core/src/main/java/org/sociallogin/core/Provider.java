package org.sociallogin.core;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What core must know of a provider to check what it sends. Start from {@link #of} and change what
 * differs: the constructor gains components, the factory does not.
 *
 * @param displayName the name that people read
 * @param authority within which a subject is unique: the issuer; else host, port and path of a
 *     server of one's own; else the host of the authorization endpoint; with our client id where
 *     each client is told another subject; at most 255 characters
 * @param scopes what is asked for, in this order; empty asks for what is registered
 * @param issuer the expected {@code iss} of an answer (RFC 9207), or null where none is known
 * @param issuerRequired whether an answer without {@code iss} is refused
 * @param pkce whether the provider takes a code challenge (RFC 7636); one that ignores it takes it
 * @param nonce whether its answers are bound by a nonce in an ID token (OpenID Connect Core,
 *     section 3.1.2.1); then who confirms is asked again there, by {@code max_age=0}
 * @param formPost whether the browser brings its answers by POST (OAuth 2.0 Form Post Response
 *     Mode)
 * @param deniedErrors the provider's own error codes for "the person said no", besides {@code
 *     access_denied}
 * @param answerParameters what its answers say besides, by name, where a browser brings them by
 *     POST
 * @param label what its brand wants the button that leads to it to say
 * @param icon its mark, or null for its first letter
 * @param settings the page where people take back what they allowed us there, or null where none is
 *     known
 */
public record Provider(
    ProviderId id,
    String displayName,
    String clientId,
    URI authorizationEndpoint,
    String authority,
    List<String> scopes,
    @Nullable String issuer,
    boolean issuerRequired,
    boolean pkce,
    boolean nonce,
    boolean formPost,
    Set<String> deniedErrors,
    Set<String> answerParameters,
    Label label,
    @Nullable Icon icon,
    @Nullable URI settings) {

  /** What a button says before the provider's name. */
  public enum Label {
    CONTINUE_WITH,
    SIGN_IN_WITH
  }

  private static final int AUTHORITY_CHARS = 255;

  public Provider {
    if (authorizationEndpoint.getHost() == null) {
      throw new IllegalArgumentException("an authorization endpoint is an absolute URI");
    }
    if (displayName.isBlank()) {
      throw new IllegalArgumentException("a provider has a name that people can read");
    }
    if (!Text.isPlain(authority, AUTHORITY_CHARS)) {
      throw new IllegalArgumentException("an authority is 1 to 255 characters without controls");
    }
    scopes = List.copyOf(scopes);
    deniedErrors = Set.copyOf(deniedErrors);
    answerParameters = Set.copyOf(answerParameters);
  }

  /** A provider that takes PKCE, names no issuer and says no in the words of RFC 6749. */
  public static Provider of(
      ProviderId id, String displayName, String clientId, URI authorizationEndpoint) {
    var host = authorizationEndpoint.getHost();
    var authority = host == null ? "" : host.toLowerCase(Locale.ROOT);
    return new Provider(
        id,
        displayName,
        clientId,
        authorizationEndpoint,
        authority,
        List.of(),
        null,
        false,
        true,
        false,
        false,
        Set.of(),
        Set.of(),
        Label.CONTINUE_WITH,
        null,
        null);
  }

  /** The same, asking for these scopes. */
  public Provider withScopes(List<String> asked) {
    return with(draft -> draft.scopes = asked);
  }

  /** The same, with the {@code iss} that its answers carry, always or only sometimes. */
  public Provider withIssuer(String expected, boolean required) {
    return with(
        draft -> {
          draft.authority = expected;
          draft.issuer = expected;
          draft.issuerRequired = required;
        });
  }

  /** The same, taking an answer with any {@code iss}, or none; its subjects stay what they are. */
  public Provider withAnyIssuer() {
    return with(
        draft -> {
          draft.issuer = null;
          draft.issuerRequired = false;
        });
  }

  /** The same, for a provider that takes a code challenge after all. */
  public Provider withPkce() {
    return with(draft -> draft.pkce = true);
  }

  /** The same, for a provider that refuses a code challenge. */
  public Provider withoutPkce() {
    return with(draft -> draft.pkce = false);
  }

  /** The same, with its own error codes for "the person said no". */
  public Provider withDeniedErrors(Set<String> errors) {
    return with(draft -> draft.deniedErrors = errors);
  }

  /** The same, with subjects that are unique within this. */
  public Provider withAuthority(String name) {
    return with(draft -> draft.authority = name);
  }

  /** The same, for a provider that answers with ID tokens: the request carries the nonce. */
  public Provider withNonce() {
    return with(draft -> draft.nonce = true);
  }

  /**
   * The same, for a provider whose answers a browser brings by POST, with these other parameters.
   */
  public Provider withFormPost(Set<String> others) {
    return with(
        draft -> {
          draft.formPost = true;
          draft.answerParameters = others;
        });
  }

  /** The same, under another name. */
  public Provider withDisplayName(String name) {
    return with(draft -> draft.displayName = name);
  }

  /** The same, with a button that says this. */
  public Provider withLabel(Label words) {
    return with(draft -> draft.label = words);
  }

  /** The same, with this mark. */
  public Provider withIcon(Icon mark) {
    return with(draft -> draft.icon = mark);
  }

  /** The same, with the page where people take back what they allowed us there, or without one. */
  public Provider withSettings(@Nullable URI page) {
    return with(draft -> draft.settings = page);
  }

  private Provider with(Consumer<Draft> change) {
    var draft = new Draft();
    change.accept(draft);
    return draft.made();
  }

  /** What can be changed, and is as it was until then. */
  private final class Draft {
    private String displayName = Provider.this.displayName;
    private String authority = Provider.this.authority;
    private List<String> scopes = Provider.this.scopes;
    private @Nullable String issuer = Provider.this.issuer;
    private boolean issuerRequired = Provider.this.issuerRequired;
    private boolean pkce = Provider.this.pkce;
    private boolean nonce = Provider.this.nonce;
    private boolean formPost = Provider.this.formPost;
    private Set<String> deniedErrors = Provider.this.deniedErrors;
    private Set<String> answerParameters = Provider.this.answerParameters;
    private Label label = Provider.this.label;
    private @Nullable Icon icon = Provider.this.icon;
    private @Nullable URI settings = Provider.this.settings;

    private Provider made() {
      return new Provider(
          id,
          displayName,
          clientId,
          authorizationEndpoint,
          authority,
          scopes,
          issuer,
          issuerRequired,
          pkce,
          nonce,
          formPost,
          deniedErrors,
          answerParameters,
          label,
          icon,
          settings);
    }
  }

  boolean isDenial(String error) {
    return error.equals("access_denied") || deniedErrors.contains(error);
  }
}
