package datalab.ingest.http;

import datalab.http.BodyAborted;
import datalab.ingest.http.UnreadableBody.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A request's body as it arrives, unpacked. Any error in it becomes a {@link UnreadableBody}. One
 * thread uses it.
 */
final class RequestBody extends InputStream {
    private static final int SKIP_BYTES = 16 * 1024;

    private final InputStream in;
    private @Nullable MessageDigest digest;
    private long count;

    RequestBody(InputStream in) {
        this.in = in;
    }

    /** From here on, remembers what was read well enough to tell it from another body. */
    void startDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Reads the rest, and says what the whole was. */
    String digest() throws IOException {
        skipRest(Long.MAX_VALUE);
        if (digest == null) {
            throw new IllegalStateException("the digest was not started");
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Bytes read so far. */
    long count() {
        return count;
    }

    /** Discards the rest of the body, up to a total of {@code countMax} bytes read; returns false if more remains. */
    boolean skipRest(long countMax) throws IOException {
        byte[] waste = new byte[SKIP_BYTES];
        while (count < countMax) {
            if (read(waste, 0, waste.length) < 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = readOrFail(bytes, offset, length);
        if (read > 0) {
            count += read;
            if (digest != null) {
                digest.update(bytes, offset, read);
            }
        }
        return read;
    }

    private int readOrFail(byte[] bytes, int offset, int length) throws UnreadableBody {
        try {
            return in.read(bytes, offset, length);
        } catch (ZipException e) {
            throw new UnreadableBody(Kind.NOT_GZIP, "the body is not what gzip makes: " + e.getMessage(), e);
        } catch (EOFException e) {
            throw new UnreadableBody(Kind.NOT_GZIP, "the gzip body ends before its end: " + e.getMessage(), e);
        } catch (BodyAborted e) {
            throw new UnreadableBody(e.isLate() ? Kind.TIMED_OUT : Kind.CUT, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new IllegalStateException("a body fails with BodyTrouble only", e);
        }
    }
}
