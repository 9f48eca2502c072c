package datalab.app.send;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads lines of bytes, which it does not decode: what they mean is for the server to judge. Not thread-safe. */
final class LineReader {
    /** Longer lines are cut into several; far above what the server takes as one event. */
    static final int LINE_BYTES_MAX = 16 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private byte[] line = new byte[1024];
    private int length;
    private int number;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false at the end. */
    boolean next() throws IOException {
        length = 0;
        boolean any = false;
        while (position < limit || fill()) {
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            append(end - position);
            position = end;
            if (end < limit || length >= LINE_BYTES_MAX) {
                position += end < limit ? 1 : 0;
                break;
            }
        }
        if (any) {
            number++;
            length -= length > 0 && line[length - 1] == '\r' ? 1 : 0;
        }
        return any;
    }

    /** The bytes of this line; valid up to {@link #length}, until the next line. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    /** The number of this line, from 1. */
    int number() {
        return number;
    }

    boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private void append(int count) {
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + count));
        }
        System.arraycopy(buffer, position, line, length, count);
        length += count;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(in.read(buffer), 0);
        return limit > 0;
    }
}
