package datalab.ingest.format;

import datalab.ingest.door.IngestBatch;
import datalab.ingest.format.MalformedBody.Kind;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the elements of one JSON array, each as soon as it is complete. It only splits them; the decoder validates each
 * element, so one bad element does not affect the others. Elements count as lines, from 1.
 */
public final class JsonArrayReader implements EventReader {

    @Override
    public void read(InputStream in, IngestBatch batch) throws IOException, MalformedBody {
        ReadBuffer window = new ReadBuffer(in, batch.eventBytesMax());
        window.skipMark();
        expect(window, skipSpace(window), '[', 0);
        if (skipSpace(window) == ']') {
            window.at++;
        } else {
            elements(window, batch);
        }
        if (batch.open() && skipSpace(window) >= 0) {
            throw new MalformedBody(Kind.BROKEN, "there is something behind the end of the array");
        }
    }

    private static void elements(ReadBuffer window, IngestBatch batch) throws IOException, MalformedBody {
        long index = 1;
        boolean more = true;
        while (more && batch.open()) {
            skipSpace(window);
            window.begin();
            if (!findEnd(window)) {
                throw new MalformedBody(Kind.BROKEN, "the array is not closed; it ends in element " + index);
            }
            handOver(window, batch, index);
            more = window.bytes[window.at] == ',';
            if (!more) {
                expect(window, window.bytes[window.at], ']', index);
            } else {
                window.at++;
            }
            index++;
        }
    }

    private static void handOver(ReadBuffer window, IngestBatch batch, long index) throws MalformedBody {
        int until = window.at;
        while (until > window.start && isSpace(window.bytes[until - 1])) {
            until--;
        }
        if (until == window.start && !window.overLimit()) {
            throw new MalformedBody(Kind.BROKEN, "element " + index + " is empty");
        }
        window.handOver(batch, index, until);
    }

    /** Moves to the comma or bracket that ends the element; false where the stream ends before it. */
    private static boolean findEnd(ReadBuffer window) throws IOException {
        Nesting nesting = new Nesting();
        while (true) {
            byte[] bytes = window.bytes;
            int end = window.end;
            int at = window.at;
            while (at < end && !nesting.endsBefore(bytes[at])) {
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

    /** The next byte that is no white space, which stays where it is; -1 at the end. */
    private static int skipSpace(ReadBuffer window) throws IOException {
        window.begin();
        while (true) {
            while (window.at < window.end && isSpace(window.bytes[window.at])) {
                window.at++;
            }
            if (window.at < window.end) {
                return window.bytes[window.at];
            }
            window.begin();
            if (!window.fill()) {
                return -1;
            }
        }
    }

    private static void expect(ReadBuffer window, int found, char expected, long index) throws MalformedBody {
        if (found != expected) {
            String place = index == 0 ? "at the beginning" : "behind element " + index;
            String what = found < 0 ? "the end" : "'" + (char) found + "'";
            throw new MalformedBody(Kind.BROKEN, "found " + what + " " + place + ", expected '" + expected + "'");
        }
        window.at++;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** The position of a byte in nested JSON. */
    private static final class Nesting {
        private int depth;
        private boolean inString;
        private boolean escaped;

        /** Takes the next byte, unless the element ends before it. */
        boolean endsBefore(byte b) {
            if (inString) {
                string(b);
                return false;
            }
            switch (b) {
                case '"' -> inString = true;
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (depth == 0) {
                        return true;
                    }
                    depth--;
                }
                case ',' -> {
                    return depth == 0;
                }
                default -> {}
            }
            return false;
        }

        private void string(byte b) {
            if (escaped) {
                escaped = false;
            } else if (b == '\\') {
                escaped = true;
            } else if (b == '"') {
                inString = false;
            }
        }
    }
}
