package org.sociallogin.testkit;

import java.lang.reflect.Proxy;
import org.sociallogin.core.Profile;

/** The end of a sign-in as far as a provider goes: what an account is made of has come. */
final class Arrived extends RuntimeException {

  private static final long serialVersionUID = 1;

  final transient Profile profile;

  private Arrived(Profile profile) {
    super("a profile of " + profile.provider());
    this.profile = profile;
  }

  /** A store that throws what comes: nothing else that core asks of it is a provider's matter. */
  static <T> T store(Class<T> repository) {
    return repository.cast(
        Proxy.newProxyInstance(
            repository.getClassLoader(),
            new Class<?>[] {repository},
            (proxy, method, arguments) -> {
              for (var argument : arguments) {
                if (argument instanceof Profile profile) {
                  throw new Arrived(profile);
                }
              }
              throw new UnsupportedOperationException(method.getName());
            }));
  }
}
