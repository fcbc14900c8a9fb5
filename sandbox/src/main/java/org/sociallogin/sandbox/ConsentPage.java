package org.sociallogin.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the consent page shows and sends back. */
record ConsentPage(
    String client,
    List<String> receives,
    List<Person> people,
    List<Trouble> troubles,
    String clientId,
    @Nullable String redirectUri,
    @Nullable String state,
    String scopes) {}
