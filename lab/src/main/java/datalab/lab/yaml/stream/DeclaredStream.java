package datalab.lab.yaml.stream;

import datalab.lab.stream.EventStream;

/**
 * A stream as far as it could be read, for views to be checked against.
 *
 * @param line where it stands
 * @param sound whether it was read without a mistake, so that the types of its fields are what was meant
 */
public record DeclaredStream(EventStream stream, int line, boolean sound) {}
