package datalab.ingest.format;

import datalab.ingest.door.IngestBatch;
import java.io.IOException;
import java.io.InputStream;

/**
 * The line of NDJSON that is being looked at, without the spaces at its end. Lines end with a line feed, a carriage return, or
 * both. A byte order mark is left out. One object serves all lines; one thread uses it.
 */
public final class NdjsonRow {
    private final ReadBuffer buffer;
    private int until;
    private long line = 1;
    private boolean begun;

    NdjsonRow(ReadBuffer buffer) {
        this.buffer = buffer;
    }

    /** The lines of a stream, byte for byte. One that is longer than the limit makes several, all of the same number. */
    public static NdjsonRow cutting(InputStream in, int lineBytesMax) {
        return new NdjsonRow(ReadBuffer.cutting(in, lineBytesMax));
    }

    /** The lines within these bytes, where they are. */
    public static NdjsonRow over(byte[] bytes) {
        return new NdjsonRow(ReadBuffer.over(bytes));
    }

    /** Moves to the next line that is not blank; false at the end. */
    public boolean next() throws IOException {
        while (findEnd()) {
            if (length() > 0 || buffer.overLimit()) {
                return true;
            }
        }
        return false;
    }

    /** The number of the line, from 1; blank ones count. */
    public long line() {
        return line;
    }

    public byte[] bytes() {
        return buffer.bytes;
    }

    public int start() {
        return buffer.start;
    }

    public int length() {
        return until - buffer.start;
    }

    /** Hands the line over, or refuses it where it is too long. */
    void handOver(IngestBatch batch) {
        buffer.handOver(batch, line, until);
    }

    private boolean findEnd() throws IOException {
        begin();
        boolean any = toLineEnd() || buffer.at > buffer.start || buffer.overLimit();
        until = buffer.at;
        while (until > buffer.start && isSpace(buffer.bytes[until - 1])) {
            until--;
        }
        return any;
    }

    private void begin() throws IOException {
        if (begun) {
            line += buffer.at < buffer.end ? 1 : 0; // where a line was cut there is no line end
            buffer.beginNextLine();
        } else {
            buffer.skipMark();
        }
        begun = true;
    }

    /** Moves to the next line end; false where the stream ends before it, or the line is cut. */
    private boolean toLineEnd() throws IOException {
        buffer.at = lineEnd(buffer.bytes, buffer.at, buffer.end);
        while (buffer.at == buffer.end) {
            if (!buffer.fill()) {
                return false;
            }
            buffer.at = lineEnd(buffer.bytes, buffer.at, buffer.end);
        }
        return true;
    }

    private static int lineEnd(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }
}
