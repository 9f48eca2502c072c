package datalab.store.archive;

import datalab.lab.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * An event as stored in the archive, with its quality flags.
 *
 * @param flagsJson quality flags as the text of a JSON object, by field and test; null where the stream has no tests
 */
public record ArchivedEvent(Event event, @Nullable String flagsJson) {}
