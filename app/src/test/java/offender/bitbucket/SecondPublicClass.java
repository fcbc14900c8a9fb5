package offender.bitbucket;

import java.net.http.HttpClient;

/** Is public beside the provider, and has a door of its own to the network. */
public interface SecondPublicClass {
  HttpClient door();
}
