package datalab.cli.send;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Gathers lines until they make a chunk. Not thread-safe. */
final class ChunkBuilder {
    static final int ROWS_MAX = 5_000;
    static final int BYTES_MAX = 1 << 20;

    private final String contentType;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(BYTES_MAX);
    private int[] fileLines = new int[ROWS_MAX];
    private int lines;
    private int rows;
    private long index;

    ChunkBuilder(String contentType) {
        this.contentType = contentType;
    }

    boolean isFull() {
        return rows >= ROWS_MAX || body.size() >= BYTES_MAX;
    }

    boolean isEmpty() {
        return rows == 0;
    }

    /** How many bytes have been added. */
    int bytes() {
        return body.size();
    }

    /** One line, with its end or without; {@code isRow} unless an event goes on in it or it is a header. */
    void add(byte[] line, int length, int fileLine, boolean isRow) {
        body.write(line, 0, length);
        if (length == 0 || (line[length - 1] != '\n' && line[length - 1] != '\r')) {
            body.write('\n');
        }
        if (lines == fileLines.length) {
            fileLines = Arrays.copyOf(fileLines, lines * 2);
        }
        fileLines[lines++] = fileLine;
        rows += isRow ? 1 : 0;
    }

    Chunk build() {
        Chunk chunk = new Chunk(index++, contentType, body.toByteArray(), rows, Arrays.copyOf(fileLines, lines));
        body.reset();
        lines = 0;
        rows = 0;
        return chunk;
    }
}
