package datalab.web.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes JSON documents into memory. */
final class JsonBytes {
    private static final int SIZE_FIRST = 4096;

    private JsonBytes() {}

    /** What is written, with a generator over memory. */
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    static byte[] of(Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(SIZE_FIRST);
        try (JsonGenerator json = PageWriter.JSON.createGenerator(out)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return out.toByteArray();
    }
}
