package datalab.app.send;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows of CSV, the header repeated on top of each chunk. A quoted value may hold line ends. */
final class CsvChunks implements Chunks {
    private final LineReader lines;
    private final ChunkBuilder chunk = new ChunkBuilder("text/csv");
    private byte @Nullable [] header;

    CsvChunks(LineReader lines) {
        this.lines = lines;
    }

    @Override
    public @Nullable Chunk next() throws IOException {
        byte[] top = header();
        if (top == null) {
            return null;
        }
        boolean quoted = false;
        while ((quoted || !chunk.isFull()) && lines.next()) {
            if (!quoted && lines.isBlank()) {
                continue;
            }
            if (chunk.isEmpty() && !quoted) {
                chunk.add(top, top.length, 1, false);
            }
            boolean isRow = !quoted;
            quoted = endsQuoted(lines.bytes(), lines.length(), quoted);
            chunk.add(lines.bytes(), lines.length(), lines.number(), isRow);
        }
        return chunk.isEmpty() ? null : chunk.build();
    }

    private byte @Nullable [] header() throws IOException {
        while (header == null && lines.next()) {
            if (!lines.isBlank()) {
                header = withoutByteOrderMark(Arrays.copyOf(lines.bytes(), lines.length()));
            }
        }
        return header;
    }

    /** Whether a quoted value goes on after this line. A quote counts where a value begins, as in RFC 4180. */
    private static boolean endsQuoted(byte[] line, int length, boolean quotedBefore) {
        boolean quoted = quotedBefore;
        boolean valueBegins = !quotedBefore;
        for (int i = 0; i < length; i++) {
            if (line[i] == '"' && (quoted || valueBegins)) {
                quoted = !quoted;
                // A doubled quote inside a quoted value closes and opens it again at once.
                valueBegins = !quoted && i + 1 < length && line[i + 1] == '"';
            } else {
                valueBegins = !quoted && line[i] == ',';
            }
        }
        return quoted;
    }

    private static byte[] withoutByteOrderMark(byte[] line) {
        boolean marked = line.length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
        return marked ? Arrays.copyOfRange(line, 3, line.length) : line;
    }
}
