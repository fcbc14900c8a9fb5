package org.sociallogin.core;

import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An account of ours. What it shows of the person is what its oldest identity that knows it says.
 *
 * @param identities one or more, the oldest first
 * @param addresses the verified e-mail addresses that are this user's, as {@link Email#folded} has
 *     them: of what the identities say, all but those that somebody else came first with
 */
public record User(
    UserId id, Instant registeredAt, List<Identity> identities, Set<String> addresses) {

  public User {
    addresses = Set.copyOf(addresses);
    if (identities.isEmpty()) {
      throw new IllegalArgumentException("a user has an identity");
    }
    identities =
        identities.stream()
            .sorted(Comparator.comparing(Identity::linkedAt).thenComparing(Identity::id))
            .toList();
  }

  /** The name to show, or null when no provider shared one. */
  public @Nullable String name() {
    return first(Profile::name);
  }

  /** The user name at the provider, or null when no provider shared one. */
  public @Nullable String preferredUsername() {
    return first(Profile::preferredUsername);
  }

  /**
   * A verified address of the user's own before any other, which counts as unverified; or null when
   * no provider shared any.
   */
  public @Nullable Email email() {
    var own = first(profile -> isOwn(profile.email()) ? profile.email() : null);
    var said = own != null ? own : first(Profile::email);
    return said == null ? null : new Email(said.address(), own != null);
  }

  /** The address of a picture, or null when no provider shared one. */
  public @Nullable URI picture() {
    return first(Profile::picture);
  }

  /** The identity of that id, or null. */
  public @Nullable Identity identity(@Nullable UUID identity) {
    return identities.stream().filter(one -> one.id().equals(identity)).findFirst().orElse(null);
  }

  /**
   * The user with one identity less, and without the addresses that it alone knows.
   *
   * @throws IllegalArgumentException when no identity would stay
   */
  public User without(UUID identity) {
    var staying = identities.stream().filter(one -> !one.id().equals(identity)).toList();
    var said =
        staying.stream()
            .map(one -> one.profile().email())
            .filter(this::isOwn)
            .map(Email::folded)
            .collect(Collectors.toSet());
    return new User(id, registeredAt, staying, said);
  }

  /** Who it is, and nothing of the person. */
  @Override
  public String toString() {
    return "User " + id;
  }

  private boolean isOwn(@Nullable Email said) {
    return said != null && said.verified() && addresses.contains(said.folded());
  }

  private <T> @Nullable T first(Function<Profile, @Nullable T> member) {
    return identities.stream()
        .map(identity -> member.apply(identity.profile()))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
