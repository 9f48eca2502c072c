package datalab.store.postgres.sql;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows on their way into a table in PostgreSQL's binary COPY format. Used by one thread. Unless {@link #end} was called,
 * {@link #close} aborts the copy.
 *
 * <p>The format: <a href="https://www.postgresql.org/docs/current/sql-copy.html">SQL COPY, File Formats, Binary</a>.
 */
public final class BinaryCopy implements AutoCloseable {
    private static final byte[] HEADER = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int SEND_BYTES = 64 * 1024;
    private static final int END_OF_ROWS = -1;
    private static final int NULL_LENGTH = -1;
    private static final int JSONB_VERSION = 1;
    /** 2000-01-01T00:00:00Z, from which PostgreSQL counts microseconds. */
    private static final long EPOCH_SECOND = 946_684_800L;

    private static final long MICROS = 1_000_000L;

    private final CopyIn copy;
    private byte[] buffer = new byte[SEND_BYTES + 8 * 1024];
    private int length;

    /** @param sql a {@code copy … from stdin (format binary)} */
    public BinaryCopy(Connection connection, String sql) throws SQLException {
        copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        put(HEADER);
    }

    /** Begins a row; as many values must follow. */
    public void row(int columns) throws SQLException {
        if (length >= SEND_BYTES) {
            send();
        }
        room(2);
        buffer[length++] = (byte) (columns >> 8);
        buffer[length++] = (byte) columns;
    }

    public void nothing() {
        putInt(NULL_LENGTH);
    }

    public void text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        putInt(bytes.length);
        put(bytes);
    }

    void jsonb(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        putInt(bytes.length + 1);
        room(1);
        buffer[length++] = JSONB_VERSION;
        put(bytes);
    }

    public void bytes(byte[] value) {
        putInt(value.length);
        put(value);
    }

    void bool(boolean value) {
        putInt(1);
        room(1);
        buffer[length++] = (byte) (value ? 1 : 0);
    }

    public void int2(int value) {
        putInt(2);
        room(2);
        buffer[length++] = (byte) (value >> 8);
        buffer[length++] = (byte) value;
    }

    public void int4(int value) {
        putInt(4);
        putInt(value);
    }

    public void int8(long value) {
        putInt(8);
        putLong(value);
    }

    void float8(double value) {
        int8(Double.doubleToLongBits(value));
    }

    /** Microseconds since 2000; parts of one are cut off. */
    public void time(Instant value) {
        long seconds = Math.subtractExact(value.getEpochSecond(), EPOCH_SECOND);
        int8(Math.addExact(Math.multiplyExact(seconds, MICROS), value.getNano() / 1_000));
    }

    /** What {@link #time} wrote. */
    public static Instant time(long microsSince2000) {
        return Instant.ofEpochSecond(
                EPOCH_SECOND + Math.floorDiv(microsSince2000, MICROS), Math.floorMod(microsSince2000, MICROS) * 1_000);
    }

    /** PostgreSQL's {@code -infinity}: before every time. */
    public void beforeAllTime() {
        int8(Long.MIN_VALUE);
    }

    /** Sends what is left and waits until the server has checked all of it. */
    public void end() throws SQLException {
        room(2);
        buffer[length++] = (byte) END_OF_ROWS;
        buffer[length++] = (byte) END_OF_ROWS;
        send();
        copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void send() throws SQLException {
        copy.writeToCopy(buffer, 0, length);
        length = 0;
    }

    private void put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void putInt(int value) {
        room(4);
        buffer[length++] = (byte) (value >> 24);
        buffer[length++] = (byte) (value >> 16);
        buffer[length++] = (byte) (value >> 8);
        buffer[length++] = (byte) value;
    }

    private void putLong(long value) {
        putInt((int) (value >> 32));
        putInt((int) value);
    }

    private void room(int bytes) {
        if (buffer.length - length < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + bytes));
        }
    }
}
