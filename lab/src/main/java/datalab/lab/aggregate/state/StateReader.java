package datalab.lab.aggregate.state;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateWriter} wrote; throws {@link IllegalStateException} where it is anything else. */
public final class StateReader {
    private final byte[] bytes;
    private int at;

    public StateReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public byte readByte() {
        need(1);
        return bytes[at++];
    }

    public boolean readBoolean() {
        return readByte() != 0;
    }

    public long readCount() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = readByte();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalStateException("a partial's bytes are damaged: a count at byte " + at + " does not end");
    }

    double[] readDoubles() {
        int count = size(readCount(), Long.BYTES);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = Double.longBitsToDouble(readLong());
        }
        return values;
    }

    public byte[] readBytes() {
        int count = size(readCount(), 1);
        at += count;
        return Arrays.copyOfRange(bytes, at - count, at);
    }

    public @Nullable Object readValue() {
        byte type = readByte();
        return switch (type) {
            case StateWriter.NULL -> null;
            case StateWriter.STRING -> new String(readBytes(), StandardCharsets.UTF_8);
            case StateWriter.NUMBER -> (Object) Double.longBitsToDouble(readLong());
            case StateWriter.INTEGER -> (Object) readLong();
            case StateWriter.FALSE -> (Object) false;
            case StateWriter.TRUE -> (Object) true;
            case StateWriter.TIME -> Instant.ofEpochSecond(readLong(), readCount());
            default -> throw new IllegalStateException("a partial's bytes are damaged: no type " + type);
        };
    }

    public void expectEnd() {
        if (at != bytes.length) {
            throw new IllegalStateException("a partial's bytes are damaged: " + (bytes.length - at) + " are left over");
        }
    }

    private long readLong() {
        need(Long.BYTES);
        at += Long.BYTES;
        return (long) StateWriter.LONG.get(bytes, at - Long.BYTES);
    }

    private int size(long count, int unit) {
        if (count < 0 || count > Integer.MAX_VALUE / unit) {
            throw new IllegalStateException("a partial's bytes are damaged: a size of " + count);
        }
        need((int) count * unit);
        return (int) count;
    }

    private void need(int count) {
        if (bytes.length - at < count) {
            throw new IllegalStateException("a partial's bytes are damaged: they end too early");
        }
    }
}
