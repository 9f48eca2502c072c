package datalab.store.output;

/**
 * The right of a process to publish an output, until another takes it over.
 *
 * @param token one more with each process that takes the output over
 */
public record OutputLease(OutputId output, long token) {}
