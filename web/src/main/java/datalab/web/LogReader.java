package datalab.web;

import datalab.log.LogTail;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;

/**
 * What of the log is shown to people. Made from a log by naming its two methods.
 *
 * @param ends the offset after the last record of each partition of a topic
 * @param tail follows topics from now on
 */
public record LogReader(Function<String, Map<Integer, Long>> ends, Function<Collection<String>, LogTail> tail) {}
