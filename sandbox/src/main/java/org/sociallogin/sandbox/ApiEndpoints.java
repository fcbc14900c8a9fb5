package org.sociallogin.sandbox;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sociallogin.sandbox.Grants.Grant;
import org.sociallogin.sandbox.Sandbox.Received;

/** Where the bearer of an access token reads what its person agreed to tell. */
final class ApiEndpoints {

  private static final int PAGE_LENGTH = 10;

  private final Grants grants;
  private final URI origin;

  ApiEndpoints(Grants grants, URI origin) {
    this.grants = grants;
    this.origin = origin;
  }

  Response user(Received call) {
    return answer(
        call, Endpoint.USER, "account", grant -> Response.json(200, grant.person().user()));
  }

  Response emails(Received call) {
    return answer(
        call,
        Endpoint.EMAILS,
        "email",
        grant -> page(call, Endpoint.EMAILS, grant.person().emails()));
  }

  Response workspaces(Received call) {
    return answer(
        call,
        Endpoint.WORKSPACES,
        "account",
        grant -> page(call, Endpoint.WORKSPACES, List.of(grant.person().workspaces())));
  }

  /** What has no place here. */
  static Response elsewhere(Received call) {
    return call.path().startsWith("/2.0/")
        ? error(
            404,
            "Resource not found",
            "There is no API hosted at this URL.\n\n"
                + "The documentation names those that are offered.")
        : error(403, "Forbidden", null);
  }

  private interface Truth {
    Response of(Grant grant);
  }

  /** The token counts in the header alone. */
  private Response answer(Received call, Endpoint endpoint, String scope, Truth truth) {
    var authorization = call.headers().getOrDefault("Authorization", "");
    if (!authorization.startsWith("Bearer ")) {
      return error(401, "Token is invalid, expired, or not supported for this endpoint.", null)
          .with("WWW-Authenticate", "OAuth realm=\"Bitbucket.org HTTP\"");
    }
    if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
      return Response.methodNotAllowed("GET");
    }
    var issued = grants.byAccessToken(authorization.substring("Bearer ".length()));
    if (issued == null) {
      return error(401, "Token is invalid, expired, or not supported for this endpoint.", null);
    }
    if (!grants.isGood(issued)) {
      return error(401, "Access token expired.", null);
    }
    var grant = issued.grant();
    var scopes = grant.consumer().scopes();
    var response =
        scopes.contains(scope)
            ? grant.trouble().at(endpoint, truth.of(grant))
            : error(
                403,
                "Your credentials lack one or more required privilege scopes.",
                Map.of("required", List.of(scope), "granted", scopes));
    return response
        .with("X-OAuth-Scopes", String.join(", ", scopes))
        .with("X-Accepted-OAuth-Scopes", scope)
        .with("Vary", "Authorization");
  }

  private Response page(Received call, Endpoint endpoint, List<List<Map<String, Object>>> pages) {
    var number = pageNumber(Form.decode(call.query()).get("page"));
    var members = new LinkedHashMap<String, Object>();
    members.put("pagelen", PAGE_LENGTH);
    members.put("page", number);
    members.put("size", pages.stream().mapToInt(List::size).sum());
    members.put("values", number <= pages.size() ? pages.get(number - 1) : List.of());
    if (number < pages.size()) {
      members.put("next", origin + endpoint.path() + "?page=" + (number + 1));
    }
    if (number > 1) {
      members.put("previous", origin + endpoint.path() + "?page=" + (number - 1));
    }
    return Response.json(200, members);
  }

  private static int pageNumber(@Nullable String page) {
    return page != null && page.matches("[1-9]\\d?") ? Integer.parseInt(page) : 1;
  }

  private static Response error(int status, String message, @Nullable Object detail) {
    var error = new LinkedHashMap<String, Object>();
    error.put("message", message);
    if (detail != null) {
      error.put("detail", detail);
    }
    var members = new LinkedHashMap<String, Object>();
    members.put("type", "error");
    members.put("error", error);
    return Response.json(status, members);
  }
}
