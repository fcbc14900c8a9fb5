package org.sociallogin.app;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.Micronaut;
import java.util.Arrays;
import java.util.List;

/**
 * The application from the command line. {@code --sandbox} runs it against a look-alike of
 * Bitbucket with an empty database in memory.
 */
public final class Application extends Micronaut {

  private static final String SANDBOX = "--sandbox";

  private Application() {}

  /** Starts the application; what is configured wrongly ends it with one sentence and status 1. */
  public static void main(String[] args) {
    var application = new Application();
    application.banner(false).mainClass(Application.class);
    try {
      if (List.of(args).contains(SANDBOX)) {
        args = Arrays.stream(args).filter(arg -> !arg.equals(SANDBOX)).toArray(String[]::new);
        application.properties(SandboxMode.start(configured(args)));
      }
    } catch (RuntimeException e) {
      throw exit(e);
    }
    application.args(args).start();
  }

  @Override
  protected void handleStartupException(Environment environment, Throwable exception) {
    throw exit(exception);
  }

  private static RuntimeException exit(Throwable failure) {
    StartFailure.explain(failure);
    System.exit(1);
    throw new IllegalStateException("unreachable", failure);
  }

  /** What the operator says, before anything is started of it. */
  private static Environment configured(String... args) {
    return ApplicationContext.builder().args(args).build().getEnvironment().start();
  }
}
