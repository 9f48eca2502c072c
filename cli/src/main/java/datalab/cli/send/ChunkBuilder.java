package datalab.cli.send;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Gathers rows until they make a chunk. Not thread-safe. */
public final class ChunkBuilder {
    static final int ROWS_MAX = 5_000;
    static final int BYTES_MAX = 1 << 20;

    /** Longer rows are cut into several; far above what the server takes as one event. */
    static final int ROW_BYTES_MAX = 16 << 20;

    private final String contentType;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(BYTES_MAX);
    private int[] fileLines = new int[ROWS_MAX];
    private int lines;
    private int rows;
    private long index;

    public ChunkBuilder(String contentType) {
        this.contentType = contentType;
    }

    public boolean isFull() {
        return rows >= ROWS_MAX || body.size() >= BYTES_MAX;
    }

    public boolean isEmpty() {
        return rows == 0;
    }

    void addHeader(byte[] header, int headerLines) {
        add(header, 0, header.length, 1, headerLines);
    }

    /**
     * One event.
     *
     * @param fileLine on which it begins
     * @param rowLines how many lines of the body it takes, which are as many of the file
     */
    public void addRow(byte[] bytes, int from, int length, long fileLine, int rowLines) {
        add(bytes, from, length, fileLine, rowLines);
        rows++;
    }

    private void add(byte[] bytes, int from, int length, long fileLine, int count) {
        body.write(bytes, from, length);
        byte last = length == 0 ? 0 : bytes[from + length - 1];
        if (last != '\n' && last != '\r') { // it is one where a row was cut, or its quotes are not closed
            body.write('\n');
        }
        for (int i = 0; i < count; i++) {
            if (lines == fileLines.length) {
                fileLines = Arrays.copyOf(fileLines, lines * 2);
            }
            fileLines[lines++] = (int) fileLine + i;
        }
    }

    public Chunk build() {
        Chunk chunk = new Chunk(index++, contentType, body.toByteArray(), rows, Arrays.copyOf(fileLines, lines));
        body.reset();
        lines = 0;
        rows = 0;
        return chunk;
    }
}
