package org.sociallogin.testkit;

import java.util.Set;

/** What a provider can get wrong, and the cases of the contract that notice it. */
enum Flaw {
  FORGETS_THE_STATE("asksForWhatCoreChecksBeforeTheBrowserLeaves"),
  ASKS_THE_PROVIDER_AT_THE_START(
      "asksForWhatCoreChecksBeforeTheBrowserLeaves", "takesThePersonsNo"),
  FORGETS_THE_VERIFIER("exchangesTheCodeOnceAsTheAttemptSays"),
  CHANGES_THE_SUBJECT("signsIn"),
  REFUSES_WHAT_IT_DOES_NOT_KNOW("ignoresWhatItDoesNotKnow"),
  NEEDS_SMALL_LETTERS("takesAnOddTokenAnswer"),
  NEEDS_A_TYPE("takesAnOddTokenAnswer"),
  COUNTS_ON_A_LIFETIME("takesAnOddTokenAnswer"),
  COUNTS_ON_SCOPES_AS_TEXT("takesAnOddTokenAnswer"),
  KNOWS_ONE_SUCCESS("takesAnOddTokenAnswer"),
  KNOWS_ONE_NAME_FOR_JSON("readsJsonHoweverItIsSent"),
  UNPACKS_NOTHING("readsJsonHoweverItIsSent"),
  TAKES_ANYTHING_AS_SUBJECT("knowsNobodyWithoutASubject"),
  MAKES_UP_A_SUBJECT("knowsNobodyWithoutASubject"),
  ROUNDS_NUMBERS("aNumberAsSubjectKeepsItsDigitsOrIsNone"),
  COUNTS_ON_A_NAME("signsInWhateverElseIsSaidOfThem"),
  COUNTS_ON_A_PICTURE("signsInWhateverElseIsSaidOfThem"),
  COUNTS_ON_A_SHORT_LIST("isNotTroubledByTenThousandAddresses"),
  NEEDS_AN_ADDRESS("signsInWithoutAnEmailAddress", "signsInWithoutAnAddressThatIsNone"),
  BELIEVES_ANY_FLAG("anAddressIsVerifiedOnlyWhereTheProviderSaysSo"),
  NEEDS_NO_FLAG("anAddressIsVerifiedOnlyWhereTheProviderSaysSo"),
  READS_ONE_PAGE("findsTheAddressOnALaterPage"),
  READS_EVERY_PAGE("endsAListThatDoesNotEnd"),
  GOES_WHERE_A_LINK_LEADS("takesTheTokenToNoOtherOrigin"),
  NEEDS_THE_LIST("signsInWhereTheAddressesAreKeptFromUs"),
  IGNORES_THE_NONCE("takesNoIdTokenOfAnotherAttempt", "takesNoIdTokenOfNoAttempt"),
  BELIEVES_ANY_SIGNATURE("takesNoIdToken"),
  NEEDS_NO_SIGNATURE("takesNoIdToken"),
  TAKES_A_KEY_FROM_THE_TOKEN("takesNoIdToken"),
  TAKES_THE_PUBLIC_KEY_FOR_A_SECRET("takesNoIdToken"),
  IGNORES_EXTENSIONS("takesNoIdToken"),
  ASKS_FOR_KEYS_EACH_TIME("asksForKeysOnceForAllWhoSignWithUnknownOnes"),
  IGNORES_THE_ISSUER("takesNoIdToken"),
  IGNORES_THE_AUDIENCE("takesNoIdToken"),
  SHARES_ITS_AUDIENCE("takesNoIdToken"),
  IGNORES_THE_PARTY("takesNoIdToken"),
  IGNORES_THE_END("takesNoIdToken"),
  IGNORES_THE_BEGINNING("takesNoIdToken"),
  KNOWS_NO_OTHER_CLOCK("takesAnIdTokenOfAClockThatIsALittleOff"),
  IGNORES_THE_HASH("takesNoIdToken"),
  NEEDS_NO_ID_TOKEN("takesNoAnswerWithoutAnIdToken"),
  BELIEVES_AN_UNBOUND_ID_TOKEN("believesNoIdTokenThatNothingBinds"),
  ASKS_ONLY_AN_UNBOUND_ID_TOKEN("takesNoIdToken"),
  MIXES_TWO_PEOPLE("takesNoUserOfAnotherSubject"),
  LOOKS_AT_PICTURES("fetchesNothingThatAnAnswerNames"),
  BELIEVES_ANY_TOKEN_ANSWER("readsWhatATokenEndpointRefuses"),
  HAS_NO_WORDS_OF_ITS_OWN("readsTheProvidersOwnWaysToRefuse"),
  IGNORES_THE_STATUS("readsWhatAUserApiRefuses", "saysThatAProviderIsDown"),
  CALLS_EVERY_NO_A_REFUSAL("readsWhatAUserApiRefuses"),
  TRIES_AGAIN("repeatsNoExchangeOnAConnectionThatBreaks"),
  CANNOT_BE_INTERRUPTED("givesUpOnAProviderThatSaysNothing", "givesUpOnAProviderThatIsSlow"),
  WAITS_FOR_A_TOKEN("givesUpOnAProviderThatSaysNothing"),
  GIVES_UP_FOR_GOOD("givesUpOnAProviderThatSaysNothing"),
  READS_EVERY_LIST("readsNoMoreThanAnAnswerMayHave"),
  READS_ALL_THERE_IS("readsNoMoreThanAnAnswerMayHave"),
  UNPACKS_ALL_THERE_IS("unpacksNoMoreThanAnAnswerMayHave"),
  TAKES_THE_LAST_WORD("readsNoAnswerThatSaysOneThingTwice"),
  BLAMES_THE_NETWORK_FOR_NONSENSE("readsNothingButJson", "readsNothingButAnObject"),
  BLAMES_THE_NETWORK_FOR_A_LIST("readsNothingButJson"),
  READS_ANY_TYPE("readsNoJsonThatIsSaidToBeNone"),
  READS_ANY_SUCCESS("readsNoAnswerOfAnotherSuccess"),
  TAKES_NOTHING_FOR_NO_ADDRESS("readsNoAnswerOfAnotherSuccess"),
  FOLLOWS_REDIRECTS("followsNoRedirect"),
  LOGS_THE_TOKEN("givesNoSecretAway"),
  SHOWS_THE_SECRET("givesNoSecretAway"),
  KEEPS_COOKIES("bringsNoCookieBack"),
  REMEMBERS_A_TOKEN("fiftyPeopleAtOnceStayThemselves");

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  final Set<String> noticedBy;

  Flaw(String... noticedBy) {
    this.noticedBy = Set.of(noticedBy);
  }
}
