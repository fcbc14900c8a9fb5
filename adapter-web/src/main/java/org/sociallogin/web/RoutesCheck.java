package org.sociallogin.web;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.util.HashMap;

/**
 * Stops the start where a controller of the application's has a route that is ours: every request
 * there would fail, for nobody could tell which one is meant.
 */
@Context
final class RoutesCheck {

  RoutesCheck(Router router) {
    var owners = new HashMap<String, Class<?>>();
    router
        .uriRoutes()
        .filter(route -> route.getHttpMethod() != HttpMethod.HEAD) // each GET has one
        .forEach(
            route -> {
              var owner = route.getTargetMethod().getDeclaringType();
              var other = owners.putIfAbsent(name(route), owner);
              if (other != null && isOurs(other) != isOurs(owner)) {
                throw new ConfigurationException(
                    "the route "
                        + name(route)
                        + " is one of the sign-in's; "
                        + (isOurs(other) ? owner : other).getName()
                        + " needs another");
              }
            });
  }

  private static String name(UriRouteInfo<?, ?> route) {
    return route.getHttpMethodName() + ' ' + route.getUriMatchTemplate().toPathString();
  }

  private static boolean isOurs(Class<?> controller) {
    return controller.getPackage().equals(RoutesCheck.class.getPackage());
  }
}
