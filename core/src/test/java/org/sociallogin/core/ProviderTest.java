package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sociallogin.core.Provider.Label;

class ProviderTest {

  private static final URI ENDPOINT = URI.create("https://ID.acme.example/authorize");

  @Test
  @Tag("FLOW-04")
  void takesPkceAndNamesNoIssuerUnlessItSaysSo() {
    assertThat(Provider.of(Examples.ACME, "Acme", "client-1", ENDPOINT))
        .isEqualTo(
            new Provider(
                Examples.ACME,
                "Acme",
                "client-1",
                ENDPOINT,
                "id.acme.example",
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
                null));
  }

  @Test
  void isWhatItIsAndWhatDiffers() {
    var provider =
        Provider.of(Examples.ACME, "Acme", "client-1", ENDPOINT)
            .withScopes(List.of("account", "email"))
            .withIssuer("https://acme.example", true)
            .withAuthority("acme")
            .withoutPkce()
            .withNonce()
            .withFormPost(Set.of("user"))
            .withDeniedErrors(Set.of("user_cancelled_login"))
            .withDisplayName("Acme & Sons")
            .withLabel(Label.SIGN_IN_WITH)
            .withIcon(Icon.of("M0 0h24v24z"))
            .withSettings(URI.create("https://acme.example/settings"));

    assertThat(provider)
        .isEqualTo(
            new Provider(
                Examples.ACME,
                "Acme & Sons",
                "client-1",
                ENDPOINT,
                "acme",
                List.of("account", "email"),
                "https://acme.example",
                true,
                false,
                true,
                true,
                Set.of("user_cancelled_login"),
                Set.of("user"),
                Label.SIGN_IN_WITH,
                Icon.of("M0 0h24v24z"),
                URI.create("https://acme.example/settings")));
  }

  @Test
  void whatWasSaidOfItCanBeTakenBack() {
    var provider = Examples.PROVIDER.withIssuer("https://acme.example", true);

    assertThat(provider.withoutPkce().withPkce()).isEqualTo(provider);
    assertThat(provider.withAnyIssuer())
        .extracting(Provider::issuer, Provider::issuerRequired, Provider::authority)
        .containsExactly(null, false, "https://acme.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/authorize", "https:authorize", "https:///authorize", "urn:acme"})
  void hasAnAbsoluteAuthorizationEndpoint(String endpoint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Provider.of(Examples.ACME, "Acme", "client-1", URI.create(endpoint)));
  }

  @Test
  @Tag("ACCT-14")
  void hasAnAuthorityThatCanBeStored() {
    var issuer = "https://acme.example/";

    assertThat(Examples.PROVIDER.withIssuer(issuer + "a".repeat(255 - issuer.length()), false))
        .isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Examples.PROVIDER.withIssuer(issuer + "a".repeat(255), false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Examples.PROVIDER.withIssuer("https://acme.example\u0000", false));
  }

  @Test
  void hasANameThatPeopleCanRead() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Provider.of(Examples.ACME, " ", "client-1", ENDPOINT));
  }
}
