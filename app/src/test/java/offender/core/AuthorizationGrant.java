package offender.core;

final class AuthorizationGrant {

  private AuthorizationGrant() {}

  static AuthorizationGrant forged() {
    return new AuthorizationGrant();
  }
}
