package datalab.process.alert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.alert.Alert;
import datalab.lab.alert.AlertMessages;
import datalab.lab.alert.AlertState;
import datalab.lab.expression.Column;
import datalab.process.publish.KeyText;
import datalab.store.alert.AlertEpisode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes messages of an alert as events of the stream of messages. Immutable. */
final class MessageJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final Alert alert;
    private final List<Column.Type> types;

    /** @param types of the fields whose values are watched each on their own */
    MessageJson(Alert alert, List<Column.Type> types) {
        this.alert = alert;
        this.types = List.copyOf(types);
    }

    /** What an episode's {@link AlertEpisode#toldState} says, as the message of the number {@link AlertEpisode#told}. */
    String of(AlertEpisode episode, Instant now) {
        AlertState state = Objects.requireNonNull(episode.toldState(), "a state to tell");
        String group = group(episode);
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField(AlertMessages.EPISODE, episode.id());
            out.writeNumberField(AlertMessages.NUMBER, episode.told());
            out.writeStringField(AlertMessages.ALERT, alert.name());
            out.writeStringField(AlertMessages.STATE, state.text());
            out.writeStringField(AlertMessages.GROUP, group);
            out.writeStringField(AlertMessages.SINCE, episode.since().toString());
            Instant until = state == AlertState.FIRING ? null : episode.until();
            if (until != null) {
                out.writeStringField(AlertMessages.UNTIL, until.toString());
            }
            if (episode.value() != null) {
                out.writeNumberField(AlertMessages.VALUE, episode.value());
            }
            out.writeStringField(AlertMessages.TITLE, title(state, group));
            out.writeStringField(AlertMessages.AT, at(state, episode, now).toString());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private String title(AlertState state, String group) {
        String said = alert.title() + (group.isEmpty() ? "" : ": " + group);
        return said + " (" + state.text() + ")";
    }

    /** When it became so. */
    private static Instant at(AlertState state, AlertEpisode episode, Instant now) {
        Instant time =
                state == AlertState.FIRING ? episode.fired() : state == AlertState.RESOLVED ? episode.until() : now;
        return time == null ? now : time;
    }

    private String group(AlertEpisode episode) {
        List<@Nullable Object> values = KeyText.read(episode.group().values(), types);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            parts.add(alert.by().get(i) + "=" + values.get(i));
        }
        return String.join(", ", parts);
    }
}
