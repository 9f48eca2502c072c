package datalab.cli.send;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads lines of bytes, ended by a line feed, a carriage return or both. It does not decode them: what they mean is for the
 * server to judge. Not thread-safe.
 */
final class LineReader {
    /** Longer lines are cut into several; far above what the server takes as one event. */
    static final int LINE_BYTES_MAX = 16 << 20;

    private static final int END_BYTES_MAX = 2;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private byte[] line = new byte[1024];
    private int length;
    private int endLength;
    private int number;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false at the end. */
    boolean next() throws IOException {
        length = 0;
        endLength = 0;
        boolean any = false;
        while (endLength == 0 && length < LINE_BYTES_MAX && (position < limit || fill())) {
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n' && buffer[end] != '\r') {
                end++;
            }
            append(end - position);
            if (position < limit) {
                appendEnd();
            }
        }
        number += any ? 1 : 0;
        return any;
    }

    /** The bytes of this line; valid up to {@link #length}, until the next line. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    /** The length with what ended the line: a line feed, a carriage return, or both. */
    int lengthWithEnd() {
        return length + endLength;
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
        if (length + count + END_BYTES_MAX > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + count + END_BYTES_MAX));
        }
        System.arraycopy(buffer, position, line, length, count);
        length += count;
        position += count;
    }

    private void appendEnd() throws IOException {
        byte first = buffer[position++];
        line[length + endLength++] = first;
        if (first == '\r' && (position < limit || fill()) && buffer[position] == '\n') {
            line[length + endLength++] = buffer[position++];
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(in.read(buffer), 0);
        return limit > 0;
    }
}
