package datalab.ingest.format;

import datalab.ingest.door.IngestBatch;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The part of a stream of bytes that is being looked at: one piece, from {@link #start} to {@link #at}, and what was read
 * ahead. It grows up to the limit; of a longer piece it keeps the beginning and the length, or makes several pieces.
 */
final class ReadBuffer {
    private static final int BYTES_MIN = 64 * 1024;
    private static final int BYTES_TINY = 3;
    /** So much of a long file is read at once. */
    private static final int BYTES_AHEAD = 256 * 1024;

    private final @Nullable InputStream in;
    private final int pieceBytesMax;
    private final boolean cuts;

    byte[] bytes;
    int start;
    int at;
    int end;
    private byte @Nullable [] beginning;
    private long dropped;

    /** Keeps the beginning and the length of a piece that is too long. */
    ReadBuffer(InputStream in, int pieceBytesMax) {
        this(in, new byte[BYTES_MIN], pieceBytesMax, false);
    }

    private ReadBuffer(@Nullable InputStream in, byte[] bytes, int pieceBytesMax, boolean cuts) {
        this.in = in;
        this.bytes = bytes;
        this.pieceBytesMax = pieceBytesMax;
        this.cuts = cuts;
    }

    /** Makes several pieces of one that is too long, so that every byte is in one of them. */
    static ReadBuffer cutting(InputStream in, int pieceBytesMax) {
        return new ReadBuffer(in, new byte[BYTES_AHEAD], pieceBytesMax, true);
    }

    /** All of these bytes, where they are. */
    static ReadBuffer over(byte[] bytes) {
        ReadBuffer buffer = new ReadBuffer(null, bytes, Integer.MAX_VALUE, false);
        buffer.end = bytes.length;
        return buffer;
    }

    /** Makes at least one more byte available behind {@link #end}; false at the end of the stream, or where a piece is cut. */
    boolean fill() throws IOException {
        if (in == null || (cuts && overLimit())) {
            return false;
        }
        if (end == bytes.length) {
            makeRoom();
        }
        int read = in.read(bytes, end, bytes.length - end);
        end += Math.max(read, 0);
        return read > 0;
    }

    /** Steps over a byte order mark. */
    void skipMark() throws IOException {
        while (end < BYTES_TINY && fill()) {
            // until there is enough to compare
        }
        if (end >= BYTES_TINY && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
            at = BYTES_TINY;
        }
        start = at;
    }

    /** Begins the next piece here. */
    void begin() {
        start = at;
        beginning = null;
        dropped = 0;
    }

    /** Begins the next piece behind the line end that this one stopped at: a line feed, a carriage return, or both. */
    void beginNextLine() throws IOException {
        boolean isReturn = at < end && bytes[at] == '\r';
        at = Math.min(at + 1, end);
        begin();
        if (isReturn && (at < end || fill()) && bytes[at] == '\n') {
            at++;
            begin();
        }
    }

    static boolean isLineEnd(byte b) {
        return b <= '\r' && (b == '\n' || b == '\r');
    }

    /** Whether the piece is longer than the limit; if so, its beginning is not in {@link #bytes} any more. */
    boolean overLimit() {
        return beginning != null || at - start > pieceBytesMax;
    }

    /** Hands over the piece from {@link #start} to a place, or refuses it where it is too long. */
    void handOver(IngestBatch batch, long line, int until) {
        if (overLimit()) {
            refuseTooLarge(batch, line, until, "");
        } else {
            batch.add(line, bytes, start, until - start);
        }
    }

    /** @param hint what else the sender should know */
    void refuseTooLarge(IngestBatch batch, long line, int until, String hint) {
        byte[] kept = beginning == null ? beginning() : beginning;
        long length = dropped + until - start;
        Refused why =
                new Refused(RejectReason.TOO_LARGE, null, length + " bytes, the limit is " + pieceBytesMax + hint);
        batch.refuse(line, kept, length, why);
    }

    private void makeRoom() {
        if (at - start > pieceBytesMax) {
            if (beginning == null) {
                beginning = beginning();
            }
            dropped += at - start;
            start = at;
        }
        int length = end - start;
        byte[] target = length > bytes.length / 2 ? new byte[bytes.length * 2] : bytes;
        System.arraycopy(bytes, start, target, 0, length);
        bytes = target;
        at -= start;
        end = length;
        start = 0;
    }

    private byte[] beginning() {
        return Arrays.copyOfRange(bytes, start, Math.min(at, start + Reject.PAYLOAD_BYTES_MAX));
    }
}
