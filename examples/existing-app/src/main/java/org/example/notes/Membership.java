package org.example.notes;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import org.sociallogin.core.AccountEvent;
import org.sociallogin.core.AccountListener;
import org.sociallogin.core.User;
import org.sociallogin.web.Roles;

/** Keeps our members in step with the accounts of the sign-in, and says what a member may do. */
@Singleton
class Membership implements AccountListener, Roles {

  private final Members members;

  Membership(Members members) {
    this.members = members;
  }

  @Override
  public void happened(AccountEvent event) {
    switch (event.kind()) {
      case REGISTERED, SIGNED_IN -> {
        var id = event.user().id().value();
        if (!members.existsById(id)) {
          members.save(new Member(id, false));
        }
      }
      case DELETED -> members.deleteById(event.user().id().value());
      default -> {}
    }
  }

  @Override
  public Collection<String> of(User user) {
    return members.findById(user.id().value()).filter(Member::admin).isPresent()
        ? List.of("ADMIN")
        : List.of();
  }
}
