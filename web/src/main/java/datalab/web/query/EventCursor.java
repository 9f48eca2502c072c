package datalab.web.query;

import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;

/** The opaque {@code after} cursor of a page of events. */
public final class EventCursor {
    private static final String KIND = "e1";

    private EventCursor() {}

    public static String encode(ArchivedEvent last) {
        var at = last.event().at();
        return Cursor.encode(KIND, last.event().time() + "|" + at.partition() + "|" + at.offset());
    }

    public static EventQuery.Position decode(String after) {
        String[] parts = Cursor.decode(KIND, after).split("\\|", -1);
        try {
            if (parts.length == 3) {
                return new EventQuery.Position(
                        Cursor.time(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
            }
        } catch (NumberFormatException e) {
            throw Cursor.malformed();
        }
        throw Cursor.malformed();
    }
}
