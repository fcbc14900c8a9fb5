package offender.datacenter;

/** The other provider. */
public interface Datacenter {}
