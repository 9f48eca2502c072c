package datalab.store.forget;

import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record of one forgetting: what was asked, and what has become of it. It has the key itself only until all is removed.
 *
 * @param salt what the digests of the key are made with
 * @param by who asked
 * @param error what keeps it from its end; null where nothing does
 */
public record ForgetRun(
        long id,
        String lab,
        State state,
        String salt,
        Instant asked,
        String by,
        @Nullable Instant ended,
        @Nullable String error,
        List<Part> parts,
        List<ForgetNote> notes) {

    /** Where it is. */
    public enum State {
        /** Events are being removed. */
        REMOVING,
        /** Views and models are recomputed. */
        RECOMPUTING,
        DONE;

        /** Lower case, as it is kept and shown. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What it is of one stream.
     *
     * @param key as text; null once all is removed
     * @param digest of the key
     * @param below the events before these offsets; later ones are new
     */
    public record Part(String stream, @Nullable String key, String digest, long token, Offsets below) {

        /** What is to be removed; empty where lab.yaml has no such stream any more. */
        public Optional<KeyBelow> of(Lab lab) {
            EventStream declared = lab.streams().get(stream);
            if (declared == null || declared.key() == null || key == null) {
                return Optional.empty();
            }
            Field field = declared.field(declared.key()).orElseThrow();
            return Optional.of(new KeyBelow(declared, value(field.type(), key), below, token));
        }

        private static Object value(Field.Type type, String text) {
            return switch (type) {
                case STRING -> text;
                case NUMBER -> Double.valueOf(text);
                case INTEGER -> Long.valueOf(text);
                case BOOLEAN -> Boolean.valueOf(text);
                case TIME -> Instant.parse(text);
            };
        }
    }

    public ForgetRun {
        parts = List.copyOf(parts);
        notes = List.copyOf(notes);
    }

    /** What is to be removed of each stream. */
    public List<KeyBelow> keys(Lab of) {
        return parts.stream().flatMap(part -> part.of(of).stream()).toList();
    }

    /** Its key, as people write it; must not be asked for once all is removed. */
    public String key() {
        return Objects.requireNonNull(parts.getFirst().key(), "the key is forgotten");
    }
}
