package org.sociallogin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sociallogin.core.LoginException.EmailOwner;
import org.sociallogin.core.LoginException.Reason;

class LoginExceptionTest {

  @Test
  void saysWhoTheOwnerOfATakenAddressIs() {
    var owner = new EmailOwner(new Email("ada@example.test", true), Examples.ACME);

    var taken = LoginException.emailTaken(owner);

    assertThat(taken.reason()).isEqualTo(Reason.EMAIL_TAKEN);
    assertThat(taken.emailOwner()).isEqualTo(owner);
  }

  @Test
  @Tag("OPS-05")
  void keepsTheTakenAddressOutOfItsMessage() {
    var owner = new EmailOwner(new Email("ada@example.test", true), Examples.ACME);

    assertThat(LoginException.emailTaken(owner))
        .hasToString(
            "org.sociallogin.core.LoginException: the verified e-mail address has an account"
                + " through acme");
  }

  @Test
  void isNotOfATakenAddressWithoutTheOwner() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoginException(Reason.EMAIL_TAKEN, "taken"));
  }

  @Test
  void keepsWhatCausedIt() {
    var cause = new IllegalStateException("why");

    var exception = new LoginException(Reason.PROVIDER_UNAVAILABLE, "what", cause);

    assertThat(exception.reason()).isEqualTo(Reason.PROVIDER_UNAVAILABLE);
    assertThat(exception).hasMessage("what").hasCause(cause);
    assertThat(exception.emailOwner()).isNull();
  }
}
