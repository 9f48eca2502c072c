package datalab.store.server;

/** A server whose settings have been read. What it can be used for is said by the interfaces that it is of, too. */
public interface ConfiguredServer {}
