package datalab.testkit;

/** All that every store promises. A test class of a store implements this and answers with a started store. */
public interface StoreContract extends CommitContract {}
