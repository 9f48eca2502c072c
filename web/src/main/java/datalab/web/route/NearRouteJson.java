package datalab.web.route;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.Route;
import datalab.lab.event.Event;
import datalab.lab.event.RouteEventJson;
import datalab.lab.stream.EventStream;
import datalab.store.near.NearEvent;
import datalab.web.format.JsonLayout;
import datalab.web.http.Answer;
import datalab.web.near.NearLayout;
import datalab.web.query.EventLayout;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the entries of a {@code near:} route look. Thread-safe. */
final class NearRouteJson {
    private final Route.Near route;
    private final RouteEventJson event;
    private final @Nullable RouteEventJson whose;
    private final ReferencedEntities entities;
    private final int who;

    NearRouteJson(Route.Near route, EventStream stream, ReferencedEntities entities) {
        this.route = route;
        this.event = new RouteEventJson(stream, route.timePattern());
        this.whose = entities.stream() == null ? null : new RouteEventJson(entities.stream(), null);
        this.entities = entities;
        this.who = stream.indexOf(route.who());
    }

    /** @param own the events that were looked around */
    Answer answer(List<NearEvent> found, List<Event> own, RouteFormat format) {
        return format.answer(new Entries(own, whom(found)), (writer, out) -> {
            for (NearEvent near : found) {
                writer.write(near);
            }
        });
    }

    /** Each at the place of the other. */
    private final class Entries implements JsonLayout<NearEvent> {
        private final List<Event> own;
        private final Map<Object, Event> whom;

        Entries(List<Event> own, Map<Object, Event> whom) {
            this.own = own;
            this.whom = whom;
        }

        @Override
        public void writeJson(JsonGenerator json, NearEvent near) throws IOException {
            json.writeStartObject();
            members(json, near, own, whom);
            json.writeEndObject();
        }

        @Override
        public @Nullable Place place(NearEvent near) {
            return EventLayout.place(near.event().event());
        }
    }

    private Map<Object, Event> whom(List<NearEvent> found) {
        return route.show().containsValue(Route.Shown.WHO)
                ? entities.of(found.stream().map(this::id).toList())
                : Map.of();
    }

    private Object id(NearEvent near) {
        return Objects.requireNonNull(near.event().event().value(who), "who was near differs from somebody");
    }

    private void members(JsonGenerator json, NearEvent near, List<Event> own, Map<Object, Event> whom)
            throws IOException {
        for (Map.Entry<String, Route.Shown> member : route.show().entrySet()) {
            json.writeFieldName(member.getKey());
            switch (member.getValue()) {
                case EVENT -> event.write(json, near.event().event());
                case WHO -> writeWhom(json, whom.get(id(near)));
                case DISTANCE -> json.writeNumber(NearLayout.metres(near));
                case NEAREST -> event.write(json, own.get(near.around()));
            }
        }
    }

    private void writeWhom(JsonGenerator json, @Nullable Event one) throws IOException {
        if (one == null || whose == null) {
            json.writeNull();
        } else {
            whose.write(json, one);
        }
    }
}
