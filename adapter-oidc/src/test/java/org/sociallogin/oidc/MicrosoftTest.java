package org.sociallogin.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.sociallogin.oidc.Scene.CLIENT;
import static org.sociallogin.oidc.Scene.PROVIDER;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Email;
import org.sociallogin.oauth2.Presets;

/** One issuer for all tenants, whose administrators can write any e-mail address. */
class MicrosoftTest {

  private static final String TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";
  private static final String OTHER = "9188040d-6c67-4c5b-b112-36a304b66dad";

  private final StubIssuer issuer = new StubIssuer();
  private final Map<String, Object> configuration = new HashMap<>();
  private String template = "";

  @BeforeEach
  void standsForAllTenants() {
    template = issuer.uri("/{tenantid}/v2.0".replace("{tenantid}", "TENANT")).toString();
    template = template.replace("TENANT", "{tenantid}");
    issuer.metadata.put("issuer", template);
    issuer.claims.put("tid", TENANT);
    issuer.claims.put("iss", issuer.uri("/" + TENANT + "/v2.0").toString());
    configuration.put(PROVIDER + "kind", "microsoft");
    configuration.put(CLIENT + "openid.issuer", issuer.uri("/common/v2.0").toString());
    configuration.put(PROVIDER + "openid.metadata-issuer", template);
    configuration.put(PROVIDER + "openid.issuers", List.of(template));
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private Scene scene() {
    return new Scene(issuer, configuration);
  }

  @Test
  @Tag("FLOW-31")
  void aTokenIsOfTheTenantThatItNames() throws Exception {
    try (var scene = scene()) {
      assertThat(scene.signIn().subject()).isEqualTo("ada");
      assertThat(scene.signIn(Map.of("iss", "https://any.example.test")).subject())
          .isEqualTo("ada");
      assertThat(scene.port.provider().authority()).isEqualTo(issuer.uri("/common/v2.0") + "#id1");
    }
  }

  @ParameterizedTest
  @Tag("FLOW-31")
  @ValueSource(strings = {OTHER, "", "{tenantid}", "common", TENANT + "/v2.0", "REMOVED"})
  void aTokenOfAnotherTenantThanItNamesIsRefused(String tenant) {
    issuer.claims.put("tid", tenant);
    if (tenant.equals("REMOVED")) {
      issuer.claims.remove("tid");
    }
    try (var scene = scene()) {
      assertThat(scene.failure())
          .isEqualTo("PROVIDER_UNINTELLIGIBLE: the ID token is of another issuer");
    }
  }

  @ParameterizedTest
  @Tag("FLOW-31")
  @ValueSource(strings = {"../evil", "72F988BF-86F1-41AF-91AB-2D7CD011DB47", "{tenantid}"})
  void aTenantIsAGuid(String tenant) {
    issuer.claims.put("tid", tenant);
    issuer.claims.put("iss", template.replace("{tenantid}", tenant));
    try (var scene = scene()) {
      assertThat(scene.failure())
          .isEqualTo("PROVIDER_UNINTELLIGIBLE: the ID token is of another issuer");
    }
  }

  @Test
  @Tag("FLOW-31")
  void aTenantIsAText() {
    issuer.claims.put("tid", 42);
    issuer.claims.put("iss", template.replace("{tenantid}", "42"));
    try (var scene = scene()) {
      assertThat(scene.failure())
          .isEqualTo("PROVIDER_UNINTELLIGIBLE: the ID token is of another issuer");
    }
  }

  @Test
  @Tag("FLOW-31")
  void aPersonalAccountIsOfNoOrganization() throws Exception {
    configuration.put(CLIENT + "openid.issuer", issuer.uri("/organizations/v2.0").toString());
    try (var scene = scene()) {
      assertThat(scene.signIn().subject()).isEqualTo("ada");

      issuer.claims.put("tid", OTHER);
      issuer.claims.put("iss", template.replace("{tenantid}", OTHER));
      assertThat(scene.failure())
          .isEqualTo("PROVIDER_UNINTELLIGIBLE: the ID token is of another issuer");
    }
  }

  @Test
  @Tag("FLOW-31")
  void someTenantsCanBeTheOnlyOnes() throws Exception {
    configuration.put(PROVIDER + "openid.issuers", List.of(template.replace("{tenantid}", TENANT)));
    try (var scene = scene()) {
      assertThat(scene.signIn().subject()).isEqualTo("ada");

      issuer.claims.put("tid", OTHER);
      issuer.claims.put("iss", template.replace("{tenantid}", OTHER));
      assertThat(scene.failure())
          .isEqualTo("PROVIDER_UNINTELLIGIBLE: the ID token is of another issuer");
    }
  }

  @Test
  @Tag("FLOW-31")
  void oneTenantIsOneIssuerWhateverThePresetSays() throws Exception {
    var tenant = template.replace("{tenantid}", TENANT);
    issuer.metadata.put("issuer", tenant);
    configuration.put(CLIENT + "openid.issuer", tenant);
    try (var scene = scene()) {
      assertThat(scene.signIn().subject()).isEqualTo("ada");
      assertThat(scene.port.provider().issuer()).isEqualTo(tenant);

      issuer.claims.put("tid", OTHER);
      issuer.claims.put("iss", template.replace("{tenantid}", OTHER));
      assertThat(scene.failure())
          .isEqualTo("PROVIDER_UNINTELLIGIBLE: the ID token is of another issuer");
    }
  }

  @Test
  @Tag("FLOW-36")
  void metadataOfAnyOtherIssuerAreRefused() {
    issuer.metadata.put("issuer", template.replace("{tenantid}", OTHER));
    try (var scene = scene()) {
      assertThat(scene.failure()).startsWith("PROVIDER_UNINTELLIGIBLE: the metadata are not of ");
    }
  }

  static Stream<Arguments> addresses() {
    return Stream.of(
        arguments(Map.of(), false),
        arguments(Map.of("email_verified", true), false),
        arguments(Map.of("xms_edov", true), true),
        arguments(Map.of("xms_edov", "true"), true),
        arguments(Map.of("xms_edov", "1"), true),
        arguments(Map.of("xms_edov", 1), true),
        arguments(Map.of("xms_edov", false), false),
        arguments(Map.of("xms_edov", "0"), false),
        arguments(Map.of("xms_edov", 0), false),
        arguments(Map.of("xms_edov", "yes"), false),
        arguments(Map.of("xms_edov", List.of(true)), false),
        arguments(Map.of("verified_primary_email", List.of("ada@example.test")), true),
        arguments(Map.of("verified_primary_email", List.of("x@y.test", "ADA@example.test")), true),
        arguments(Map.of("verified_primary_email", List.of("eve@example.test")), false),
        arguments(Map.of("verified_primary_email", List.of()), false),
        arguments(Map.of("verified_primary_email", "ada@example.test"), false),
        arguments(Map.of("verified_secondary_email", List.of("ada@example.test")), false));
  }

  /** "nOAuth": an address is what an administrator wrote until the domain's owner is known. */
  @ParameterizedTest
  @Tag("ACCT-06")
  @MethodSource("addresses")
  void anAddressIsVerifiedOnlyWhereTheDomainsOwnerIsKnown(
      Map<String, Object> claims, boolean verified) throws Exception {
    issuer.claims.putAll(claims);
    try (var scene = scene()) {
      assertThat(scene.signIn().email()).isEqualTo(new Email("ada@example.test", verified));
    }
  }

  @Test
  void thePresetIsTheTemplate() {
    assertThat(Presets.read(ConfiguredIssuers.class).get("microsoft"))
        .containsEntry(
            "openid.metadata-issuer", "https://login.microsoftonline.com/{tenantid}/v2.0")
        .containsEntry("openid.issuers", "https://login.microsoftonline.com/{tenantid}/v2.0")
        .containsEntry("mapping.email-verified-rule", "domain-owner");
  }
}
