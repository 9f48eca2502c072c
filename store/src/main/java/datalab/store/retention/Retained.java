package datalab.store.retention;

import datalab.lab.stream.EventStream;
import datalab.lab.view.View;

/** What may be kept for a time only: a stream's events, or a view's rows. */
public record Retained(String lab, Kind kind, String name) {

    /** What it is. */
    public enum Kind {
        STREAM("stream"),
        VIEW("view");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As stores keep it. */
        public String text() {
            return text;
        }
    }

    public static Retained of(EventStream stream) {
        return new Retained(stream.lab(), Kind.STREAM, stream.name());
    }

    public static Retained of(View view) {
        return new Retained(view.lab(), Kind.VIEW, view.name());
    }
}
