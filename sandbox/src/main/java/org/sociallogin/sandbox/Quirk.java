package org.sociallogin.sandbox;

/**
 * How Bitbucket may behave where nobody outside knows for sure, or where old and new live side by
 * side. Off, unless a test says otherwise.
 */
public enum Quirk {
  /** Who cancels is sent back with an {@code error_description} too. */
  CANCELS_WITH_DESCRIPTION,
  /** Who cancels is sent back without the {@code state}. */
  CANCELS_WITHOUT_STATE,
  /** What is no consumer, or no redirect URI of one, is answered 404, not 400. */
  REFUSES_BY_404,
  /** A scope that is not ticked ends on Bitbucket's own page, not in {@code invalid_scope}. */
  KEEPS_UNTICKED_SCOPES_TO_ITSELF,
  /** The query that a callback has is gone in the answer, not continued by it. */
  REPLACES_QUERIES,
  /** A token request by GET is a grant type that was not read, not a method that is not offered. */
  READS_NO_GRANT_TYPE_OF_GETS,
  /** A code is good for whatever redirect URI comes with it, or none. */
  TAKES_CODES_FOR_ANY_REDIRECT_URI,
  /** Credentials of the wrong scheme are answered by a web page with 401, not 200. */
  ANSWERS_BEARERS_BY_401,
  /** A code that is not taken is an {@code invalid_request}, not an {@code invalid_grant}. */
  CALLS_BAD_CODES_INVALID_REQUEST,
  /** A refresh token that is not taken is an {@code invalid_grant}. */
  CALLS_BAD_REFRESH_TOKENS_INVALID_GRANT,
  /** A token answer has the {@code scopes} of old instead of {@code scope}. */
  SAYS_SCOPES,
  /** A token answer has both members. */
  SAYS_SCOPE_AND_SCOPES
}
