package org.sociallogin.oauth2;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import org.sociallogin.core.LoginException;

/** What a provider publishes for everybody: its metadata, its keys. */
@FunctionalInterface
public interface Documents {

  /** The JSON there; the name of the request is for the log. */
  JsonNode get(String name, URI uri) throws LoginException;
}
