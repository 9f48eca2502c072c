package datalab.web.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes JSON documents into memory. */
public final class JsonBytes {
    public static final JsonFactory JSON = new JsonFactory();
    private static final int SIZE_FIRST = 4096;

    private JsonBytes() {}

    /** What is written, with a generator over memory. */
    public interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    public static byte[] of(Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(SIZE_FIRST);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return out.toByteArray();
    }
}
