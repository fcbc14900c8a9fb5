package offender.bitbucket;

import offender.datacenter.Datacenter;

/** Knows another provider. */
public interface Bitbucket {
  Datacenter selfManaged();

  /** Is public beside the provider, inside it. */
  record Nested() {}
}
