package datalab.ingest.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What a request's {@code Content-Encoding} says of its body. */
enum BodyEncoding {
    NONE,
    GZIP;

    static final String SUPPORTED = "gzip";

    /** Empty where the body is encoded otherwise, or more than once. */
    static Optional<BodyEncoding> of(String contentEncoding) {
        return switch (contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> Optional.of(NONE);
            case "gzip", "x-gzip" -> Optional.of(GZIP);
            default -> Optional.empty();
        };
    }

    /** The body as it was before. Unpacks while reading, so what unpacks to a huge body costs time but no memory. */
    InputStream decode(InputStream body) {
        return this == GZIP ? new Unpacked(body) : body;
    }

    /** The unpacked bytes. Reads nothing before it is asked, unlike the JDK's, so that a fault is found by the reader. */
    private static final class Unpacked extends InputStream {
        private static final int BUFFER_BYTES = 32 * 1024;

        private final InputStream packed;
        private @Nullable InputStream unpacked;

        Unpacked(InputStream packed) {
            this.packed = packed;
        }

        @Override
        public int read() throws IOException {
            return unpacked().read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return unpacked().read(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            packed.close();
        }

        private InputStream unpacked() throws IOException {
            if (unpacked == null) {
                unpacked = new GZIPInputStream(packed, BUFFER_BYTES);
            }
            return unpacked;
        }
    }
}
