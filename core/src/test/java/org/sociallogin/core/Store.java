package org.sociallogin.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A store that writes down what it is told and answers what it is given. */
final class Store implements AccountRepository, SessionRepository {

  final List<String> asked = new ArrayList<>();
  final List<NewSession> made = new ArrayList<>();
  final List<Rotation> rotations = new ArrayList<>();
  final List<Profile> profiles = new ArrayList<>();
  final Map<Digest, Session> sessions = new HashMap<>();

  Session session = Examples.session(Examples.NOW);
  boolean isThere = true;
  boolean goesMeanwhile;
  boolean othersEnd;
  List<User> signedOut = List.of();
  @Nullable LoginException refusal;
  @Nullable StoreUnavailableException failure;

  @Override
  public @Nullable User find(Provider provider, String subject) {
    asked.add("find " + subject + " at " + provider.id());
    return isThere ? session.user() : null;
  }

  @Override
  public boolean hasOtherAuthority(Provider provider) {
    return isThere;
  }

  @Override
  public @Nullable SignIn signIn(
      Provider provider,
      Profile profile,
      NewSession made,
      boolean mayRegister,
      Predicate<Identity> usable)
      throws LoginException {
    fail();
    if (goesMeanwhile) {
      isThere = false;
    }
    if (!isThere && !mayRegister) {
      return null;
    }
    this.made.add(made);
    profiles.add(profile);
    asked.add("sign in at " + provider.id());
    return new SignIn(session, !isThere, othersEnd, signedOut);
  }

  @Override
  public Change link(Rotation rotation, Provider provider, Profile profile) throws LoginException {
    var linked = rotated("link at " + provider.id(), rotation, profile);
    return new Change(linked, !isThere, othersEnd);
  }

  @Override
  public Session reauthenticate(Rotation rotation, Provider provider, Profile profile)
      throws LoginException {
    return rotated("reauthenticate at " + provider.id(), rotation, profile);
  }

  private Session rotated(String what, Rotation rotation, Profile profile) throws LoginException {
    fail();
    rotations.add(rotation);
    profiles.add(profile);
    asked.add(what);
    return session;
  }

  @Override
  public Change unlink(Rotation rotation, UUID identity, User before) throws LoginException {
    fail();
    rotations.add(rotation);
    asked.add("unlink " + identity);
    var now = Objects.requireNonNull(sessions.get(rotation.before())).user();
    return new Change(session, now.equals(before), othersEnd);
  }

  private void fail() throws LoginException {
    if (refusal != null) {
      throw refusal;
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public boolean endSession(Digest token) {
    asked.add("end " + token);
    return isThere;
  }

  @Override
  public boolean endSession(Digest token, UUID session) {
    asked.add("end " + session + " by " + token);
    return isThere;
  }

  @Override
  public int endOtherSessions(Digest token) {
    asked.add("end others than " + token);
    return 3;
  }

  @Override
  public void delete(Digest token) {
    asked.add("delete by " + token);
  }

  @Override
  public boolean disable(UserId user) {
    throw new AssertionError("nobody is disabled here");
  }

  @Override
  public @Nullable Session find(Digest token) {
    return sessions.get(token);
  }

  @Override
  public List<Session> of(User user) {
    return List.copyOf(sessions.values());
  }

  @Override
  public void seen(Digest token, Instant at) {
    throw new AssertionError("nobody visits here");
  }
}
