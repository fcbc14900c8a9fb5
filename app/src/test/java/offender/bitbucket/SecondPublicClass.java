package offender.bitbucket;

import io.micronaut.http.client.HttpClient;
import java.net.Socket;
import java.net.URLConnection;
import java.nio.channels.SocketChannel;

/** Is public beside the provider, and has doors of its own to the network. */
public interface SecondPublicClass {
  HttpClient door();

  java.net.http.HttpClient another();

  SocketChannel channel();

  Socket socket();

  URLConnection connection();
}
