package datalab.lab.quality;

import datalab.lab.event.Coordinate;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The state of a stream's quality tests for one key: its latest event and a few numbers for each tested field, never a
 * window of values. Mutable, owned by one thread; {@link QualityFold} makes it.
 */
public final class QualityState {
    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 1 + Integer.BYTES + Long.BYTES + Integer.BYTES + Long.BYTES;

    private final int tests;
    final FieldState[] fields;

    /** The flags of the latest event; empty before the first. */
    byte[] flags = {};

    long micros = Long.MIN_VALUE;
    private Coordinate at = new Coordinate(0, -1);

    /**
     * The memory of a key of which no event has been seen.
     *
     * @param tests the identifier of these tests
     */
    QualityState(int tests, int fieldCount) {
        this.tests = tests;
        this.fields = new FieldState[fieldCount];
        for (int i = 0; i < fieldCount; i++) {
            fields[i] = new FieldState();
        }
    }

    /** Whether an event of that time is later than all before it. */
    boolean isBefore(long eventMicros) {
        return micros < eventMicros;
    }

    Coordinate at() {
        return at;
    }

    void advance(Coordinate event, long eventMicros, byte[] eventFlags) {
        at = event;
        micros = eventMicros;
        flags = eventFlags;
    }

    /** The state as bytes that {@link QualityFold#decode} reads back. The first byte is a format version. */
    public byte[] encode() {
        ByteBuffer to = ByteBuffer.allocate(HEAD_BYTES + 1 + flags.length + fields.length * FieldState.BYTES);
        to.put(VERSION).putInt(tests).putLong(micros).putInt(at.partition()).putLong(at.offset());
        to.put((byte) flags.length).put(flags);
        for (FieldState field : fields) {
            field.write(to);
        }
        return to.array();
    }

    /** Reads a state back; null where it is of another version or of other tests. */
    static @Nullable QualityState decode(byte[] bytes, int tests, int fieldCount) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        if (bytes.length < HEAD_BYTES || from.get() != VERSION || from.getInt() != tests) {
            return null;
        }
        QualityState state = new QualityState(tests, fieldCount);
        state.micros = from.getLong();
        state.at = new Coordinate(from.getInt(), from.getLong());
        state.flags = new byte[from.get() & 0xFF];
        from.get(state.flags);
        for (int i = 0; i < fieldCount; i++) {
            state.fields[i] = FieldState.read(from);
        }
        return state;
    }
}
