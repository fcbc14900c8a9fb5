package org.sociallogin.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.sociallogin.core.AuthorizationGrant;
import org.sociallogin.core.Email;
import org.sociallogin.core.LoginAttempt;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.LoginException.Reason;
import org.sociallogin.core.Profile;
import org.sociallogin.core.Provider;
import org.sociallogin.core.ProviderId;
import org.sociallogin.core.SocialLoginPort;
import org.sociallogin.core.Tokens;

/** A provider without our HTTP client: right, but for the flaws that it is given. */
final class HandMade implements SocialLoginPort {

  private static final ProviderId ID = new ProviderId("handmade");
  static final String ISSUER = "https://handmade.example";
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final int MOST_BYTES = 1024 * 1024;
  private static final JsonMapper LENIENT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final JsonMapper JSON =
      LENIENT.rebuild().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();
  private static final Pattern JSON_TYPE =
      Pattern.compile("(application|text)/(\\w+\\+)?json(;.*)?");
  private static final String PLAIN_CREDENTIALS =
      Base64.getEncoder()
          .encodeToString(
              (SocialLoginPortContract.CLIENT_ID + ':' + SocialLoginPortContract.CLIENT_SECRET)
                  .getBytes(UTF_8));
  private static final Set<String> KNOWN =
      Set.of(
          "id",
          "name",
          "picture",
          "mail",
          "mails",
          "next",
          "access_token",
          "token_type",
          "expires_in",
          "scope",
          "id_token",
          "terms");

  private final ProviderStub server;
  private final Set<Flaw> flaws;
  private final HttpClient http;
  private volatile @Nullable Tokens remembered;
  private volatile boolean gaveUp;

  HandMade(ProviderStub server, Set<Flaw> flaws) {
    this.server = server;
    this.flaws = flaws;
    var client =
        HttpClient.newBuilder()
            .followRedirects(has(Flaw.FOLLOWS_REDIRECTS) ? Redirect.ALWAYS : Redirect.NEVER);
    this.http =
        (has(Flaw.KEEPS_COOKIES) ? client.cookieHandler(new CookieManager()) : client).build();
  }

  private boolean has(Flaw flaw) {
    return flaws.contains(flaw);
  }

  private boolean readsAnUnboundToken() {
    return has(Flaw.BELIEVES_AN_UNBOUND_ID_TOKEN) || has(Flaw.ASKS_ONLY_AN_UNBOUND_ID_TOKEN);
  }

  @Override
  public Provider provider() {
    var provider =
        Provider.of(ID, "Hand-made", SocialLoginPortContract.CLIENT_ID, server.uri("/authorize"));
    return readsAnUnboundToken() ? provider : provider.withNonce();
  }

  @Override
  public URI authorize(LoginAttempt attempt) throws LoginException {
    if (has(Flaw.ASKS_THE_PROVIDER_AT_THE_START)) {
      send(HttpRequest.newBuilder(server.uri("/authorize")));
    }
    var query =
        Map.of(
            "response_type",
            "code",
            "client_id",
            SocialLoginPortContract.CLIENT_ID,
            "redirect_uri",
            attempt.redirectUri().toString(),
            has(Flaw.FORGETS_THE_STATE) ? "status" : "state",
            attempt.state(),
            "nonce",
            attempt.nonce(),
            "code_challenge",
            attempt.codeChallenge(),
            "code_challenge_method",
            "S256");
    return server.uri("/authorize?" + form(query));
  }

  @Override
  public Tokens exchange(AuthorizationGrant grant) throws LoginException {
    var form =
        Map.of(
            "grant_type",
            "authorization_code",
            "code",
            has(Flaw.DECODES_THE_CODE_AGAIN)
                ? URLDecoder.decode(grant.code(), UTF_8)
                : grant.code(),
            "redirect_uri",
            grant.attempt().redirectUri().toString(),
            "client_id",
            SocialLoginPortContract.CLIENT_ID,
            "client_secret",
            SocialLoginPortContract.CLIENT_SECRET,
            has(Flaw.FORGETS_THE_VERIFIER) ? "verifier" : "code_verifier",
            grant.attempt().codeVerifier());
    var request =
        HttpRequest.newBuilder(server.uri("/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(form)));
    if (has(Flaw.FORGETS_TO_ENCODE_THE_SECRET)) {
      request.header("Authorization", "Basic " + PLAIN_CREDENTIALS);
    }
    var response = sendOnce(request);
    var answer = json(response, response.statusCode() < 500 && response.statusCode() != 429);
    if (has(Flaw.BELIEVES_ANY_TOKEN_ANSWER)) {
      var token = answer.path("access_token").asText().replaceAll("\\W", "");
      return new Tokens(token.isEmpty() ? "none" : token, null);
    }
    var error = answer.path("error").textValue();
    if (error != null || response.statusCode() == 401) {
      throw new LoginException(
          isSpent(error) ? Reason.RESPONSE_INVALID : Reason.PROVIDER_REFUSED,
          "the token endpoint said no");
    }
    refuse(response);
    var token = answer.path("access_token").textValue();
    var type = answer.path("token_type").textValue();
    if (token == null || !isBearer(type) || !isUsual(answer)) {
      throw unintelligible("no bearer token");
    }
    if (has(Flaw.LOGS_THE_TOKEN)) {
      LoggerFactory.getLogger(HandMade.class).debug("got {}", token);
    }
    if (has(Flaw.REMEMBERS_A_TOKEN) && remembered != null) {
      return remembered;
    }
    var tokens = new Tokens(token, null, claims(answer, grant.attempt()));
    remembered = tokens;
    return tokens;
  }

  private boolean isBearer(@Nullable String type) {
    if (type == null) {
      return !has(Flaw.NEEDS_A_TYPE);
    }
    return has(Flaw.NEEDS_SMALL_LETTERS) ? type.equals("bearer") : type.equalsIgnoreCase("bearer");
  }

  private boolean isUsual(JsonNode answer) {
    return (!has(Flaw.COUNTS_ON_A_LIFETIME) || answer.path("expires_in").isNumber())
        && (!has(Flaw.COUNTS_ON_SCOPES_AS_TEXT) || !answer.path("scope").isArray());
  }

  private boolean isSpent(@Nullable String error) {
    return "invalid_grant".equals(error)
        || ("bad_code".equals(error) && !has(Flaw.HAS_NO_WORDS_OF_ITS_OWN));
  }

  private Map<String, Object> claims(JsonNode answer, LoginAttempt attempt) throws LoginException {
    var idToken = answer.path("id_token").textValue();
    if (idToken == null) {
      if (has(Flaw.NEEDS_NO_ID_TOKEN) || has(Flaw.BELIEVES_AN_UNBOUND_ID_TOKEN)) {
        return Map.of();
      }
      throw unintelligible("no ID token");
    }
    try {
      var token = JWTParser.parse(idToken);
      if (readsAnUnboundToken()) {
        return token.getJWTClaimsSet().toJSONObject();
      }
      if (!isSigned(token)) {
        throw unintelligible("a forged ID token");
      }
      var claims = claims(token);
      var accessToken = answer.path("access_token").asText();
      if (!isOfOurIssuer(claims)
          || !isForUs(claims)
          || !isInTime(claims)
          || !isAbout(accessToken, claims)) {
        throw unintelligible("no ID token of ours");
      }
      if (!attempt.nonce().equals(claims.getClaim("nonce")) && !has(Flaw.IGNORES_THE_NONCE)) {
        throw new LoginException(Reason.RESPONSE_INVALID, "the ID token of another attempt");
      }
      return claims.toJSONObject();
    } catch (ParseException | JOSEException e) {
      throw unintelligible("no ID token of ours");
    }
  }

  private JWTClaimsSet claims(JWT token) throws ParseException {
    if (!has(Flaw.IGNORES_THE_END)) {
      return token.getJWTClaimsSet();
    }
    var claims = JSONObjectUtils.parse(token.getParsedParts()[1].decodeToString());
    claims.remove("exp");
    return JWTClaimsSet.parse(claims);
  }

  private boolean isSigned(JWT token) throws JOSEException, LoginException {
    if (!(token instanceof SignedJWT signed)) {
      return has(Flaw.NEEDS_NO_SIGNATURE);
    }
    var header = signed.getHeader();
    if (has(Flaw.BELIEVES_ANY_SIGNATURE)) {
      return true;
    }
    if (has(Flaw.TAKES_A_KEY_FROM_THE_TOKEN) && header.getJWK() instanceof RSAKey brought) {
      return signed.verify(new RSASSAVerifier(brought));
    }
    if (has(Flaw.TAKES_THE_PUBLIC_KEY_FOR_A_SECRET)
        && header.getAlgorithm().equals(JWSAlgorithm.HS256)) {
      return signed.verify(new MACVerifier(IdTokens.KEY.toRSAPublicKey().getEncoded()));
    }
    if (has(Flaw.IGNORES_EXTENSIONS)) {
      return signed.verify(new RSASSAVerifier(IdTokens.KEY.toRSAPublicKey(), Set.of("odd")));
    }
    if (has(Flaw.ASKS_FOR_KEYS_EACH_TIME)) {
      send(HttpRequest.newBuilder(server.uri("/keys")));
    }
    return JWSAlgorithm.Family.RSA.contains(header.getAlgorithm())
        && signed.verify(new RSASSAVerifier(IdTokens.KEY));
  }

  private boolean isOfOurIssuer(JWTClaimsSet claims) {
    return has(Flaw.IGNORES_THE_ISSUER) || ISSUER.equals(claims.getIssuer());
  }

  private boolean isForUs(JWTClaimsSet claims) throws ParseException {
    var us = SocialLoginPortContract.CLIENT_ID;
    var party = claims.getStringClaim("azp");
    var alone = claims.getAudience().size() == 1 || us.equals(party);
    return (has(Flaw.IGNORES_THE_AUDIENCE) || claims.getAudience().contains(us))
        && (has(Flaw.SHARES_ITS_AUDIENCE) || has(Flaw.IGNORES_THE_AUDIENCE) || alone)
        && (has(Flaw.IGNORES_THE_PARTY) || party == null || us.equals(party));
  }

  private boolean isInTime(JWTClaimsSet claims) {
    var made = claims.getIssueTime();
    var good = claims.getNotBeforeTime();
    var end = claims.getExpirationTime();
    return (has(Flaw.IGNORES_THE_END) || (end != null && !isOver(end)))
        && (has(Flaw.IGNORES_THE_BEGINNING)
            || (made != null && !isToCome(made) && (good == null || !isToCome(good))));
  }

  private boolean isOver(Date time) {
    return time.toInstant().isBefore(Instant.now().minus(skew()));
  }

  private boolean isToCome(Date time) {
    return time.toInstant().isAfter(Instant.now().plus(skew()));
  }

  private Duration skew() {
    return has(Flaw.KNOWS_NO_OTHER_CLOCK) ? Duration.ZERO : SKEW;
  }

  /** OpenID Connect Core, section 3.1.3.8. */
  private boolean isAbout(String accessToken, JWTClaimsSet claims) throws ParseException {
    var hash = claims.getStringClaim("at_hash");
    return has(Flaw.IGNORES_THE_HASH)
        || hash == null
        || Base64URL.encode(Arrays.copyOf(sha256(accessToken), 16)).toString().equals(hash);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<byte[]> sendOnce(HttpRequest.Builder request) throws LoginException {
    try {
      return send(request);
    } catch (LoginException e) {
      if (has(Flaw.TRIES_AGAIN)) {
        return send(request);
      }
      throw e;
    }
  }

  @Override
  public Profile lookUp(AuthorizationGrant grant, Tokens tokens) throws LoginException {
    if (readsAnUnboundToken() && !tokens.claims().isEmpty()) {
      var subject = String.valueOf(tokens.claims().get("sub"));
      return new Profile(
          ID,
          subject,
          null,
          null,
          has(Flaw.ASKS_ONLY_AN_UNBOUND_ID_TOKEN) ? null : email(tokens),
          null,
          null,
          Map.of());
    }
    var terms = get(server.uri("/terms"), tokens);
    if (!has(Flaw.BELIEVES_WHAT_COMES_FIRST)) {
      user(terms);
    }
    var user = user(get(server.uri("/me"), tokens));
    var sameSubject = user.path("id").asText().equals(tokens.claims().get("sub"));
    if (!sameSubject && !has(Flaw.MIXES_TWO_PEOPLE) && !tokens.claims().isEmpty()) {
      throw unintelligible("two people");
    }
    if (has(Flaw.LOOKS_AT_PICTURES) && user.has("picture")) {
      get(URI.create(user.path("picture").asText()), tokens);
    }
    return new Profile(
        ID, subject(user), name(user), null, email(tokens), picture(user), null, Map.of());
  }

  private @Nullable String name(JsonNode user) {
    var name = user.path("name").textValue();
    if (has(Flaw.COUNTS_ON_A_NAME) && name == null) {
      throw new IllegalStateException("no name");
    }
    return name;
  }

  private @Nullable URI picture(JsonNode user) {
    var picture = user.path("picture").textValue();
    return has(Flaw.COUNTS_ON_A_PICTURE) && picture != null
        ? URI.create(picture)
        : Profile.link(picture);
  }

  private JsonNode user(HttpResponse<byte[]> response) throws LoginException {
    if (response.statusCode() == 401 || response.statusCode() == 403) {
      if (!has(Flaw.IGNORES_THE_STATUS)) {
        throw new LoginException(Reason.PROVIDER_REFUSED, "the user API said no");
      }
    }
    if (response.statusCode() == 404 && has(Flaw.CALLS_EVERY_NO_A_REFUSAL)) {
      throw new LoginException(Reason.PROVIDER_REFUSED, "the user API said no");
    }
    refuse(response);
    return json(response, true);
  }

  private String subject(JsonNode user) throws LoginException {
    var subject = user.path("id");
    if (has(Flaw.CHANGES_THE_SUBJECT)) {
      return "u-" + subject.asText();
    }
    if (has(Flaw.MAKES_UP_A_SUBJECT)) {
      return subject.asText().matches("\\w{1,64}") ? subject.asText() : "somebody";
    }
    if (has(Flaw.TAKES_ANYTHING_AS_SUBJECT)) {
      return subject.asText();
    }
    if (has(Flaw.ROUNDS_NUMBERS) && subject.isNumber()) {
      return String.valueOf((long) subject.asDouble());
    }
    if (!subject.isTextual() && !subject.isIntegralNumber()) {
      throw unintelligible("no subject");
    }
    return subject.asText();
  }

  private @Nullable Email email(Tokens tokens) throws LoginException {
    var first = server.uri("/mails");
    var asked = new HashSet<URI>();
    var mostPages = has(Flaw.READS_ONE_PAGE) ? 1 : has(Flaw.READS_EVERY_PAGE) ? 50 : 5;
    for (var page = first; page != null && asked.size() < mostPages && asked.add(page); ) {
      var response = get(page, tokens);
      var nothing = response.statusCode() == 204 && has(Flaw.TAKES_NOTHING_FOR_NO_ADDRESS);
      var kept = List.of(401, 403, 404).contains(response.statusCode());
      if (nothing || (kept && !has(Flaw.NEEDS_THE_LIST))) {
        return null;
      }
      refuse(response);
      var list = list(response);
      if (has(Flaw.COUNTS_ON_A_SHORT_LIST) && list.path("mails").size() > 1_000) {
        throw new IllegalStateException("a long list");
      }
      for (var item : list.path("mails")) {
        if (item.path("primary").asBoolean()) {
          return email(item);
        }
      }
      var next = list.path("next").textValue();
      page = next == null ? null : URI.create(next);
      var stays = page == null || page.getAuthority().equals(first.getAuthority());
      if (!stays && !has(Flaw.GOES_WHERE_A_LINK_LEADS)) {
        return null;
      }
    }
    if (has(Flaw.NEEDS_AN_ADDRESS)) {
      throw unintelligible("no address");
    }
    return null;
  }

  private JsonNode list(HttpResponse<byte[]> response) throws LoginException {
    if (has(Flaw.READS_EVERY_LIST) && response.body().length > MOST_BYTES) {
      return JSON.createObjectNode();
    }
    try {
      return json(response, true);
    } catch (LoginException e) {
      throw has(Flaw.BLAMES_THE_NETWORK_FOR_A_LIST)
          ? new LoginException(Reason.PROVIDER_UNAVAILABLE, "no list")
          : e;
    }
  }

  private @Nullable Email email(JsonNode item) {
    var flag = item.path("ok");
    var verified =
        has(Flaw.NEEDS_NO_FLAG)
            || (has(Flaw.BELIEVES_ANY_FLAG)
                ? flag.asBoolean()
                : flag.isBoolean() ? flag.booleanValue() : "true".equals(flag.textValue()));
    var address = item.path("mail").textValue();
    return has(Flaw.NEEDS_AN_ADDRESS)
        ? new Email(String.valueOf(address), verified)
        : Email.of(address, verified);
  }

  private HttpResponse<byte[]> get(URI uri, Tokens tokens) throws LoginException {
    return send(
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + tokens.accessToken()));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws LoginException {
    if (has(Flaw.CANNOT_BE_INTERRUPTED) || (has(Flaw.WAITS_FOR_A_TOKEN) && isExchange(request))) {
      return http.sendAsync(request.build(), BodyHandlers.ofByteArray()).join();
    }
    if (gaveUp && has(Flaw.GIVES_UP_FOR_GOOD)) {
      throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "given up for good");
    }
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "no answer", e);
    } catch (InterruptedException e) {
      gaveUp = true;
      Thread.currentThread().interrupt();
      throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "given up", e);
    }
  }

  private static boolean isExchange(HttpRequest.Builder request) {
    return request.build().method().equals("POST");
  }

  private void refuse(HttpResponse<byte[]> response) throws LoginException {
    var status = response.statusCode();
    var other = status == 201 ? !has(Flaw.KNOWS_ONE_SUCCESS) : has(Flaw.READS_ANY_SUCCESS);
    if (has(Flaw.IGNORES_THE_STATUS) || status == 200 || (status / 100 == 2 && other)) {
      return;
    }
    throw status == 429 || status >= 500
        ? new LoginException(Reason.PROVIDER_UNAVAILABLE, "not now")
        : unintelligible("status " + status);
  }

  private JsonNode json(HttpResponse<byte[]> response, boolean needed) throws LoginException {
    if (response.body().length > MOST_BYTES && !has(Flaw.READS_ALL_THERE_IS)) {
      throw unintelligible("too much");
    }
    try {
      if (!isJson(response)) {
        throw new JsonParseException(null, "another type");
      }
      var mapper = has(Flaw.TAKES_THE_LAST_WORD) ? LENIENT : JSON;
      var json = mapper.readTree(unpacked(response));
      if (has(Flaw.BLAMES_THE_NETWORK_FOR_NONSENSE) && !json.isObject()) {
        throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "no object");
      }
      if (json.isMissingNode()) {
        throw unintelligible("nothing");
      }
      if (has(Flaw.REFUSES_WHAT_IT_DOES_NOT_KNOW)) {
        json.fieldNames()
            .forEachRemaining(
                name -> {
                  if (!KNOWN.contains(name)) {
                    throw new IllegalStateException(name);
                  }
                });
      }
      return json;
    } catch (JsonProcessingException e) {
      if (!needed) {
        return JSON.createObjectNode();
      }
      if (has(Flaw.BLAMES_THE_NETWORK_FOR_NONSENSE)) {
        throw new LoginException(Reason.PROVIDER_UNAVAILABLE, "no JSON");
      }
      throw unintelligible("no JSON");
    } catch (IOException e) {
      throw unintelligible("no JSON");
    }
  }

  private boolean isJson(HttpResponse<byte[]> response) {
    var type = response.headers().firstValue("Content-Type").orElse("");
    if (has(Flaw.KNOWS_ONE_NAME_FOR_JSON)) {
      return type.equals("application/json");
    }
    return has(Flaw.READS_ANY_TYPE) || type.isEmpty() || JSON_TYPE.matcher(type).matches();
  }

  private byte[] unpacked(HttpResponse<byte[]> response) throws IOException {
    var packed = response.headers().firstValue("Content-Encoding").isPresent();
    if (!packed || has(Flaw.UNPACKS_NOTHING)) {
      return response.body();
    }
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      if (has(Flaw.UNPACKS_ALL_THERE_IS)) {
        return gzip.readAllBytes();
      }
      var bytes = gzip.readNBytes(MOST_BYTES);
      if (gzip.read() >= 0) {
        throw new IOException("too much");
      }
      return bytes;
    }
  }

  private static LoginException unintelligible(String how) {
    return new LoginException(Reason.PROVIDER_UNINTELLIGIBLE, how);
  }

  private String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + '=' + encoded(field.getKey(), field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private String encoded(String name, String value) {
    return has(Flaw.FORGETS_TO_ENCODE_THE_CODE) && name.equals("code")
        ? value
        : URLEncoder.encode(value, UTF_8);
  }

  @Override
  public String toString() {
    return has(Flaw.SHOWS_THE_SECRET)
        ? "HandMade " + SocialLoginPortContract.CLIENT_SECRET
        : "HandMade";
  }
}
