package datalab.web.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.web.format.GeoJson;
import datalab.web.format.JsonBytes;
import datalab.web.format.RowFormat;
import datalab.web.format.RowLayout;
import datalab.web.http.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes pages of rows in the representation that was asked for. */
public final class PageWriter {
    /** What many programs write where there is no value, and the way in takes for none. */
    private static final String NO_VALUE = "NA";

    private static final int BYTES_AT_FIRST = 64 * 1024;

    private PageWriter() {}

    public static <T> Answer write(Page<T> page, RowLayout<T> shape, RowFormat representation) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(BYTES_AT_FIRST);
        try {
            switch (representation) {
                case JSON -> json(out, page, shape);
                case NDJSON -> ndjson(out, page.rows(), shape);
                case CSV -> csv(out, page.rows(), shape);
                case GEOJSON -> geoJson(out, page, shape);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return Answer.of(representation.contentType(), out.toByteArray());
    }

    private static <T> void json(ByteArrayOutputStream out, Page<T> page, RowLayout<T> shape) throws IOException {
        try (JsonGenerator json = JsonBytes.JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("rows");
            for (T row : page.rows()) {
                shape.writeJson(json, row);
            }
            json.writeEndArray();
            json.writeStringField("after", page.after());
            json.writeEndObject();
        }
    }

    private static <T> void geoJson(ByteArrayOutputStream out, Page<T> page, RowLayout<T> shape) throws IOException {
        try (JsonGenerator json = JsonBytes.JSON.createGenerator(out)) {
            GeoJson.collection(json, page.after(), () -> {
                for (T row : page.rows()) {
                    GeoJson.feature(json, shape.place(row), () -> shape.writeJson(json, row));
                }
            });
        }
    }

    private static <T> void ndjson(ByteArrayOutputStream out, List<T> rows, RowLayout<T> shape) throws IOException {
        try (JsonGenerator json = JsonBytes.JSON.createGenerator(out)) {
            json.setRootValueSeparator(null);
            for (T row : rows) {
                shape.writeJson(json, row);
                json.writeRaw('\n');
            }
        }
    }

    private static <T> void csv(ByteArrayOutputStream out, List<T> rows, RowLayout<T> shape) throws IOException {
        StringBuilder line = new StringBuilder();
        cells(line, shape.columns());
        for (T row : rows) {
            cells(line, shape.cells(row));
            if (line.length() > BYTES_AT_FIRST) {
                out.write(line.toString().getBytes(UTF_8));
                line.setLength(0);
            }
        }
        out.write(line.toString().getBytes(UTF_8));
    }

    private static void cells(StringBuilder line, List<? extends @Nullable Object> cells) {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                line.append(',');
            }
            Object cell = cells.get(i);
            if (cell != null) {
                quoted(line, cell.toString());
            }
        }
        line.append('\n');
    }

    /** As RFC 4180 has it. A text that could be taken for no value is quoted, so that it can be told from none. */
    private static void quoted(StringBuilder line, String cell) {
        boolean plain = !cell.isEmpty()
                && !cell.equals(NO_VALUE)
                && cell.indexOf(',') < 0
                && cell.indexOf('"') < 0
                && cell.indexOf('\n') < 0
                && cell.indexOf('\r') < 0;
        if (plain) {
            line.append(cell);
        } else {
            line.append('"').append(cell.replace("\"", "\"\"")).append('"');
        }
    }
}
