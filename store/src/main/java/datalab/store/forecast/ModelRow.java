package datalab.store.forecast;

/** What is kept of a model and a key. Read-only. */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copied by who reads them
public record ModelRow(byte[] parameters, byte[] state, byte[] pending) {}
