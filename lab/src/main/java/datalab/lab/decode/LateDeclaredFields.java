package datalab.lab.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.stream.EventStream;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Finds values that were archived as undeclared fields, for fields that the stream has declared since. A value that the
 * decoder would take becomes the field's; any other is set aside under {@link EventDecoder#UNFIT}. Thread-safe.
 */
public final class LateDeclaredFields {
    private static final JsonFactory JSON = new JsonFactory();

    private final EventDecoder decoder;
    private final Set<String> names = new LinkedHashSet<>();

    public LateDeclaredFields(EventStream stream) {
        this.decoder = new EventDecoder(stream);
        stream.fields().forEach(field -> names.add(field.name()));
        if (stream.time() != null) {
            names.add(stream.time());
        }
    }

    /**
     * What became of an event's undeclared fields.
     *
     * @param values one for each of the stream's fields, null where nothing fits
     * @param time the event time, where the time field was among them
     * @param extra what is left, as the text of a JSON object; null where nothing is
     */
    @SuppressWarnings("ArrayRecordComponent") // used once; instances are never compared
    public record Found(
            @Nullable Object[] values,
            @Nullable Instant time,
            @Nullable String extra) {}

    /** The names that are looked for: those of all fields, and of the time field. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /** Whether it is worth looking; quick, and never wrong when it says no. */
    public boolean mayBeIn(String extra) {
        for (String name : names) {
            if (extra.contains('"' + name + '"')) {
                return true;
            }
        }
        return false;
    }

    /**
     * Separates what fits the fields of an event from what is left.
     *
     * @param extra the undeclared fields as the text of a JSON object, in which no name is there twice
     */
    public Found find(String extra) {
        Search search = new Search(extra);
        try (JsonParser parser = JSON.createParser(extra)) {
            parser.nextToken();
            search.members(parser, search.kept);
        } catch (IOException e) {
            throw new IllegalStateException("the undeclared fields are no JSON object", e);
        }
        return search.found();
    }

    /** One look through one event's undeclared fields. */
    private final class Search {
        private final String text;
        private final @Nullable Object[] values =
                new @Nullable Object[decoder.stream().fields().size()];
        private final StringJoiner kept = new StringJoiner(",");
        private final StringJoiner unfit = new StringJoiner(",", "\"" + EventDecoder.UNFIT + "\":{", "}");
        private @Nullable Instant time;

        Search(String text) {
            this.text = text;
            kept.setEmptyValue("");
            unfit.setEmptyValue("");
        }

        /** @param others takes the members that are not declared */
        void members(JsonParser parser, StringJoiner others) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                int from = (int) parser.currentTokenLocation().getCharOffset();
                if (parser.nextToken() == JsonToken.START_OBJECT && name.equals(EventDecoder.UNFIT)) {
                    members(parser, unfit);
                    continue;
                }
                parser.skipChildren();
                parser.finishToken();
                String member =
                        text.substring(from, (int) parser.currentLocation().getCharOffset());
                if (!names.contains(name)) {
                    others.add(member);
                } else if (!takes("{" + member + "}")) {
                    unfit.add(member);
                }
            }
        }

        private boolean takes(String object) throws IOException {
            try (JsonParser parser = decoder.json().createParser(object)) {
                EventParser decoding = new EventParser(decoder, parser);
                if (!decoding.readObject()) {
                    return false;
                }
                for (int i = 0; i < values.length; i++) {
                    values[i] = decoding.values[i] == null ? values[i] : decoding.values[i];
                }
                time = decoding.time == null ? time : decoding.time;
                return true;
            }
        }

        Found found() {
            StringJoiner left = new StringJoiner(",", "{", "}");
            left.setEmptyValue("");
            for (String part : List.of(kept.toString(), unfit.toString())) {
                if (!part.isEmpty()) {
                    left.add(part);
                }
            }
            return new Found(values, time, left.toString().isEmpty() ? null : left.toString());
        }
    }
}
