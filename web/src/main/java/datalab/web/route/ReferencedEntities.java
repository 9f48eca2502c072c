package datalab.web.route;

import datalab.lab.Lab;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Resolves the entities to which the values of a field refer; none if the field refers to no stream. Thread-safe. */
final class ReferencedEntities {
    private final @Nullable EventStream stream;
    private final Archive archive;

    ReferencedEntities(Lab lab, Field field, Archive archive) {
        this.stream = field.reference() == null ? null : lab.streams().get(field.reference().stream());
        this.archive = archive;
    }

    /** The stream that is referred to; null where there is none. */
    @Nullable
    EventStream stream() {
        return stream;
    }

    /** Whether there is such a thing; true where nothing is referred to. */
    boolean exists(Object id) {
        return stream == null || !of(List.of(id)).isEmpty();
    }

    /** The events that these values refer to, by value; unknown ones are left out. */
    Map<Object, Event> of(Collection<Object> ids) {
        Map<Object, Event> found = new HashMap<>();
        if (stream == null || ids.isEmpty()) {
            return found;
        }
        int field = stream.indexOf(stream.unique().getFirst());
        for (ArchivedEvent event :
                archive.identified(stream, ids.stream().distinct().map(List::of).toList())) {
            found.put(Objects.requireNonNull(event.event().value(field)), event.event());
        }
        return found;
    }
}
