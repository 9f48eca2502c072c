package datalab.lab.yaml.stream;

import datalab.lab.stream.EventStream;

/**
 * A stream as far as it was read, against which views are checked.
 *
 * @param line where it stands
 * @param sound whether it was read without a mistake, so that the types of its fields are what was meant
 */
public record DeclaredStream(EventStream stream, int line, boolean sound) {}
