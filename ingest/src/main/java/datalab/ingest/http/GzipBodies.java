package datalab.ingest.http;

import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets request bodies come compressed with gzip. Without it the server refuses {@code Content-Encoding} altogether; answers
 * are none of its business. Unpacks while reading, so a small body that unpacks to a huge one costs time but no memory.
 */
final class GzipBodies implements ContentEncoding {

    @Override
    public Set<String> ids() {
        return Set.of("gzip", "x-gzip");
    }

    @Override
    public boolean supportsEncoding() {
        return false;
    }

    @Override
    public boolean supportsDecoding() {
        return true;
    }

    @Override
    public ContentDecoder decoder() {
        return Unpacked::new;
    }

    @Override
    public ContentEncoder encoder() {
        return ContentEncoder.NO_OP;
    }

    @Override
    public String name() {
        return "gzip";
    }

    @Override
    public String type() {
        return "gzip";
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
