package org.sociallogin.core;

/** Hears what happens to accounts: to write it down, or to send the person a message. */
@FunctionalInterface
public interface AccountListener {

  /** It has happened; the person waits until this returns. */
  void happened(AccountEvent event);
}
