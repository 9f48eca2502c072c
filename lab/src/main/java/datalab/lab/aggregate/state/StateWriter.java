package datalab.lab.aggregate.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the states of a partial into compact bytes. What {@link StateReader} reads. Owned by one thread. */
public final class StateWriter {
    static final byte NULL = 0;
    static final byte STRING = 1;
    static final byte NUMBER = 2;
    static final byte INTEGER = 3;
    static final byte FALSE = 4;
    static final byte TRUE = 5;
    static final byte TIME = 6;

    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[64];
    private int size;

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    public void writeByte(byte value) {
        room(1);
        bytes[size++] = value;
    }

    public void writeBoolean(boolean value) {
        writeByte(value ? (byte) 1 : 0);
    }

    /** A number that is usually small, seven bits to a byte, the lowest first. */
    public void writeCount(long value) {
        room(10);
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
    }

    void writeDoubles(double[] values) {
        writeCount(values.length);
        for (double value : values) {
            writeLong(Double.doubleToLongBits(value));
        }
    }

    public void writeBytes(byte[] values) {
        writeCount(values.length);
        room(values.length);
        System.arraycopy(values, 0, bytes, size, values.length);
        size += values.length;
    }

    /** A value of one of the classes {@link datalab.lab.stream.Field.Type} names, with its type. */
    public void writeValue(@Nullable Object value) {
        switch (value) {
            case null -> writeByte(NULL);
            case String text -> {
                writeByte(STRING);
                writeBytes(text.getBytes(StandardCharsets.UTF_8));
            }
            case Double number -> {
                writeByte(NUMBER);
                writeLong(Double.doubleToLongBits(number));
            }
            case Long number -> {
                writeByte(INTEGER);
                writeLong(number);
            }
            case Boolean bool -> writeByte(bool ? TRUE : FALSE);
            case Instant time -> {
                writeByte(TIME);
                writeLong(time.getEpochSecond());
                writeCount(time.getNano());
            }
            default -> throw new IllegalStateException("cannot keep a " + value.getClass());
        }
    }

    private void writeLong(long value) {
        room(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
