package datalab.ingest.format;

import datalab.ingest.door.IngestBatch;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads one JSON object a line. Lines end with a line feed, a carriage return, or both. Blank lines are skipped but counted; a
 * last line without its end counts too.
 */
public final class NdjsonReader implements EventReader {

    @Override
    public void read(InputStream in, IngestBatch batch) throws IOException {
        ReadBuffer window = new ReadBuffer(in, batch.eventBytesMax());
        window.skipMark();
        long line = 1;
        while (batch.open() && findEnd(window)) {
            handOver(window, batch, line++);
            window.beginNextLine();
        }
        if (batch.open()) {
            handOver(window, batch, line);
        }
    }

    /** Moves to the next line end; false where the stream ends before it. */
    private static boolean findEnd(ReadBuffer window) throws IOException {
        while (true) {
            byte[] bytes = window.bytes;
            int end = window.end;
            int at = window.at;
            while (at < end && !ReadBuffer.isLineEnd(bytes[at])) {
                at++;
            }
            window.at = at;
            if (at < end) {
                return true;
            }
            if (!window.fill()) {
                return false;
            }
        }
    }

    private static void handOver(ReadBuffer window, IngestBatch batch, long line) {
        int until = window.at;
        while (until > window.start && isSpace(window.bytes[until - 1])) {
            until--;
        }
        if (until > window.start || window.overLimit()) {
            window.handOver(batch, line, until);
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }
}
