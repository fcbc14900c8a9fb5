package org.example.notes;

import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.sociallogin.core.Admission;
import org.sociallogin.core.LoginException;
import org.sociallogin.core.Profile;
import org.sociallogin.core.User;

/** Lets in who is known, and newcomers while there is room. */
@Singleton
class Seats implements Admission {

  static final int SEATS = 100;

  private final Members members;

  Seats(Members members) {
    this.members = members;
  }

  @Override
  public void admit(Profile profile, @Nullable User user) throws LoginException {
    if (user == null && members.count() >= SEATS) {
      throw LoginException.notAllowed("Notes has no room left. Ask somebody to leave.");
    }
  }
}
