package datalab.lab;

/**
 * Turns a sender's bytes into a stream's fields, checking everything the stream declares. The one check there is: the door
 * uses it before the log, the speed layer after it. Thread-safe.
 */
public final class EventDecoder {
    private final EventStream stream;

    public EventDecoder(EventStream stream) {
        this.stream = stream;
    }

    public EventStream stream() {
        return stream;
    }

    /** Decodes one JSON object in UTF-8. Never throws for what the bytes hold. */
    public Decoded decode(byte[] json, int offset, int length) {
        throw new UnsupportedOperationException();
    }
}
