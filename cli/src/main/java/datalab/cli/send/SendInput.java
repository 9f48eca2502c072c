package datalab.cli.send;

import datalab.app.terminal.CommandFailed;
import datalab.ingest.format.GzipInput;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent: a file or the standard input, unpacked where it is gzip. Not thread-safe.
 */
final class SendInput implements AutoCloseable {
    private static final int LOOK_AHEAD_BYTES = 64 * 1024;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private final @Nullable Path file;
    private final Counting raw;
    private final BufferedInputStream content;

    private SendInput(@Nullable Path file, InputStream in) throws IOException {
        this.file = file;
        this.raw = new Counting(in);
        BufferedInputStream packed = new BufferedInputStream(raw, LOOK_AHEAD_BYTES);
        this.content = isGzip(packed) ? new BufferedInputStream(new GzipInput(packed), LOOK_AHEAD_BYTES) : packed;
    }

    /** Opens a file, or the standard input for {@code -}. */
    static SendInput open(Path path) {
        try {
            return path.toString().equals("-")
                    ? new SendInput(null, System.in)
                    : new SendInput(path, Files.newInputStream(path));
        } catch (IOException e) {
            throw new CommandFailed(path + " cannot be read: " + CommandFailed.words(e), e);
        }
    }

    /** The rows as chunks, in the format named, else the one its name or its first bytes tell. */
    Chunks chunks(@Nullable Format wanted) throws IOException {
        Format format = wanted == null ? format() : wanted;
        return switch (format) {
            case NDJSON -> new NdjsonChunks(content);
            case CSV -> new CsvChunks(content);
            case JSON -> new JsonChunks(content);
        };
    }

    /** The size of the file, packed as it is; empty for the standard input. */
    OptionalLong bytesTotal() throws IOException {
        return file == null ? OptionalLong.empty() : OptionalLong.of(Files.size(file));
    }

    /** How many bytes of the file have been read. */
    long bytesRead() {
        return raw.count;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    private Format format() throws IOException {
        String name = file == null
                ? ""
                : file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (name.endsWith(".csv")) {
            return Format.CSV;
        }
        if (name.endsWith(".ndjson") || name.endsWith(".jsonl")) {
            return Format.NDJSON;
        }
        return Format.of(lookAhead());
    }

    private byte[] lookAhead() throws IOException {
        content.mark(LOOK_AHEAD_BYTES);
        byte[] first = content.readNBytes(LOOK_AHEAD_BYTES - 1);
        content.reset();
        return first;
    }

    private static boolean isGzip(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
        in.reset();
        return gzip;
    }

    /** Counts what is read. */
    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count += Math.max(read, 0);
            return read;
        }
    }
}
