package datalab.store.forget;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a forgetting came to in one place, without the data.
 *
 * @param what such as {@code events}
 * @param name of the stream, view or server
 * @param rows how many; 0 where nobody counts
 * @param until when it is gone, where that is known
 * @param detail a sentence for people; may be empty
 */
public record ForgetNote(
        Kind kind,
        String what,
        String name,
        long rows,
        @Nullable Instant until,
        String detail) {

    /** What a note tells. */
    public enum Kind {
        /** Is gone. */
        REMOVED("removed"),
        /** Names the key, and stays. */
        REFERS("refers"),
        /** Is still there, for a time or until somebody removes it. */
        REMAINS("remains");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As it is kept and shown. */
        public String text() {
            return text;
        }

        public static Kind of(String text) {
            for (Kind kind : values()) {
                if (kind.text.equals(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("'" + text + "' is no kind of note");
        }
    }

    public static ForgetNote removed(String what, String name, long rows) {
        return new ForgetNote(Kind.REMOVED, what, name, rows, null, "");
    }

    public static ForgetNote refers(String what, String name, long rows) {
        return new ForgetNote(Kind.REFERS, what, name, rows, null, "");
    }

    public static ForgetNote remains(String what, String name, @Nullable Instant until, String detail) {
        return new ForgetNote(Kind.REMAINS, what, name, 0, until, detail);
    }
}
