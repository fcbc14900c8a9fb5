package org.sociallogin.datacenter;

import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;
import org.sociallogin.testkit.ProviderStub;
import org.sociallogin.testkit.ProviderStub.Response;

/** A Bitbucket Data Center below a path, with somebody signed in. */
final class Stand {

  static final String TOKEN = "/git/rest/oauth2/latest/token";
  static final String PROPERTIES = "/git/rest/api/latest/application-properties";
  static final String USERS = "/git/rest/api/latest/users";

  /** What a search for "ada" finds. */
  static final String FOUND =
      """
      {"size":2,"limit":1000,"isLastPage":true,"start":0,"values":[
        {"name":"adabot","emailAddress":"bot@example.org","active":true,"displayName":"Bot","id":7,
         "slug":"adabot","type":"SERVICE","links":{"self":[{"href":"https://git.example/users/adabot"}]}},
        {"name":"ada","emailAddress":"ada@example.org","active":true,"displayName":"Ada Lovelace","id":101,
         "slug":"ada","type":"NORMAL","links":{"self":[{"href":"https://git.example/users/ada"}]},
         "avatarUrl":"https://git.example/users/ada/avatar.png?s=48"}]}
      """;

  /** Every answer says in a header who asks. */
  static final Response ITS_PROPERTIES =
      Response.json("{\"displayName\":\"Bitbucket\"}").with("X-AUSERNAME", "ada");

  private static final String CLIENT = "micronaut.security.oauth2.clients.corp.";
  private static final String PROVIDER = "social-login.providers.corp.";

  private Stand() {}

  static ApplicationContext registered(ProviderStub server, String id, String secret) {
    return registered(server, id, secret, Map.of());
  }

  static ApplicationContext registered(
      ProviderStub server, String id, String secret, Map<String, Object> more) {
    server.on(PROPERTIES, request -> ITS_PROPERTIES);
    var properties = new HashMap<>(more);
    properties.put(CLIENT + "client-id", id);
    properties.put(CLIENT + "client-secret", secret);
    properties.put(PROVIDER + "kind", "bitbucket-datacenter");
    properties.put(PROVIDER + "base-url", server.uri("/git/").toString());
    return ApplicationContext.run(properties);
  }
}
