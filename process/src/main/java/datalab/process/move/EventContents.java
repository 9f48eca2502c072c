package datalab.process.move;

import datalab.lab.event.Event;
import datalab.lab.json.JsonContent;
import datalab.store.archive.ArchivedEvent;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares archived events by all that they hold. Servers write the text of one JSON object differently. */
final class EventContents {
    private EventContents() {}

    static boolean areEqual(ArchivedEvent one, ArchivedEvent other) {
        Event event = one.event();
        Event found = other.event();
        return event.at().equals(found.at())
                && event.time().equals(found.time())
                && event.arrived().equals(found.arrived())
                && event.payload().origin() == found.payload().origin()
                && Arrays.equals(event.payload().values(), found.payload().values())
                && areEqual(event.payload().extra(), found.payload().extra())
                && areEqual(one.flagsJson(), other.flagsJson());
    }

    private static boolean areEqual(@Nullable String one, @Nullable String other) {
        return Objects.equals(one, other) || JsonContent.of(one).equals(JsonContent.of(other));
    }
}
