package datalab.store.postgres.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Rows on their way out of PostgreSQL, in the format of {@link BinaryCopy}: no text is parsed, and the server reads on while we
 * work. Used by one thread. {@link #close} ends it where rows are left.
 */
public final class BinaryRows implements AutoCloseable {
    private static final int SIGNATURE_BYTES = 11;
    private static final int FLAGS_BYTES = 4;
    private static final int END_OF_ROWS = -1;
    private static final int NULL_LENGTH = -1;

    private final CopyOut copy;
    private ByteBuffer data = ByteBuffer.allocate(0);

    /** @param sql a {@code copy … to stdout (format binary)} */
    public BinaryRows(Connection connection, String sql) throws SQLException {
        copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        receive();
        data.position(SIGNATURE_BYTES + FLAGS_BYTES);
        int extension = data.getInt();
        data.position(data.position() + extension);
    }

    /** Goes on to the next row, all of whose values must then be read in their order; false where there is none. */
    public boolean next() throws SQLException {
        if (!data.hasRemaining()) {
            receive();
        }
        if (data.getShort() != END_OF_ROWS) {
            return true;
        }
        copy.readFromCopy(); // the server's final message, after which the connection takes another statement
        return false;
    }

    /** Whether the next value is null; where it is not, it must be read. */
    boolean isNull() {
        data.mark();
        if (data.getInt() == NULL_LENGTH) {
            return true;
        }
        data.reset();
        return false;
    }

    String text() {
        int bytes = data.getInt();
        String text = new String(data.array(), data.position(), bytes, UTF_8);
        data.position(data.position() + bytes);
        return text;
    }

    String jsonb() {
        int bytes = data.getInt();
        data.get(); // the format's version
        String text = new String(data.array(), data.position(), bytes - 1, UTF_8);
        data.position(data.position() + bytes - 1);
        return text;
    }

    byte[] bytes() {
        byte[] bytes = new byte[data.getInt()];
        data.get(bytes);
        return bytes;
    }

    boolean bool() {
        return char1() != 0;
    }

    /** A value of PostgreSQL's type {@code "char"}. */
    public byte char1() {
        data.getInt();
        return data.get();
    }

    public long int8() {
        data.getInt();
        return data.getLong();
    }

    double float8() {
        data.getInt();
        return data.getDouble();
    }

    public Instant time() {
        return BinaryCopy.time(int8());
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void receive() throws SQLException {
        byte[] message = copy.readFromCopy();
        if (message == null) {
            throw new IllegalStateException("the server ended its rows without saying so");
        }
        data = ByteBuffer.wrap(message);
    }
}
