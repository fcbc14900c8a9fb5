package org.sociallogin.core;

/**
 * The store of accounts and sessions does not answer now, or nobody is free to ask it. Its message
 * is for the log.
 */
public final class StoreUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
