/**
 * A Bitbucket look-alike on loopback: to try the application and to test with. People choose on its
 * consent page who they are and what goes wrong; a test says it:
 *
 * <pre>{@code
 * var sandbox = Sandbox.start(URI.create("http://localhost:8080"));
 *
 * var callback = sandbox.agree(authorizationRequest, Person.MARA.with("nickname", "ada"));
 *
 * sandbox.answer(Endpoint.TOKEN, Answer.page(502, "Bad gateway"), Answer.truth());
 * sandbox.answer(Endpoint.USER, Answer.truth().compressed());
 * sandbox.behave(Quirk.CANCELS_WITHOUT_STATE);
 *
 * sandbox.received(Endpoint.TOKEN).get(0).headers().get("Authorization");
 * }</pre>
 *
 * <p>{@link org.sociallogin.sandbox.Sandbox} is where to begin; {@link
 * org.sociallogin.sandbox.Person}, {@link org.sociallogin.sandbox.Answer}, {@link
 * org.sociallogin.sandbox.Endpoint}, {@link org.sociallogin.sandbox.Quirk} and {@link
 * org.sociallogin.sandbox.Consumer} are its words. Inside, a listener hears HTTP, an endpoint makes
 * of each call the true response, and a test's answer may change it before it is delivered.
 */
@NullMarked
package org.sociallogin.sandbox;

import org.jspecify.annotations.NullMarked;
