package datalab.web.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.event.Reject;
import datalab.store.Store;
import datalab.web.format.RowFormat;
import datalab.web.format.RowLayout;
import datalab.web.http.Answer;
import datalab.web.query.Cursor;
import datalab.web.query.Page;
import datalab.web.query.PageWriter;
import datalab.web.query.QueryParameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was refused, newest first. Thread-safe. */
final class RejectPages {
    static final List<String> KNOWN = List.of("limit", "after", "format");
    static final int LIMIT_DEFAULT = 100;

    /** A reject may hold 64 KiB, so a page of these is at most 32 MiB. */
    static final int LIMIT_MAX = 500;

    private static final String KIND = "r1";
    private static final RowLayout<Reject> SHAPE = new Shape();

    private final Store store;

    RejectPages(Store store) {
        this.store = store;
    }

    /** @param lab null for what no lab takes */
    Answer answer(@Nullable String lab, RowFormat representation, QueryParameters query) {
        int limit = query.count("limit", LIMIT_DEFAULT, LIMIT_MAX);
        String before =
                query.text("after").map(after -> Cursor.decode(KIND, after)).orElse(null);
        List<Reject> found = store.rejects(lab, before, limit + 1);
        Page<Reject> page = Page.of(found, limit, last -> Cursor.encode(KIND, last.id()));
        return PageWriter.write(page, SHAPE, representation).withNext(page.next(query));
    }

    private static final class Shape implements RowLayout<Reject> {
        @Override
        public void writeJson(JsonGenerator json, Reject row) throws IOException {
            String text = text(row.payload());
            json.writeStartObject();
            json.writeStringField("id", row.id());
            json.writeStringField("lab", row.lab());
            json.writeStringField("stream", row.stream());
            json.writeStringField("source", row.source());
            json.writeStringField("reason", row.reason().text());
            json.writeStringField("field", row.field());
            json.writeStringField("detail", row.detail());
            json.writeStringField("payload", text);
            json.writeFieldName("payload_base64");
            if (text == null) {
                json.writeBinary(row.payload());
            } else {
                json.writeNull();
            }
            json.writeNumberField("payload_bytes", row.payloadBytes());
            json.writeStringField("arrived", row.arrived().toString());
            json.writeStringField(
                    "retried_at",
                    row.retriedAt() == null ? null : row.retriedAt().toString());
            json.writeEndObject();
        }

        @Override
        public List<String> columns() {
            return List.of(
                    "id",
                    "lab",
                    "stream",
                    "source",
                    "reason",
                    "field",
                    "detail",
                    "payload",
                    "payload_bytes",
                    "arrived",
                    "retried_at");
        }

        @Override
        public List<@Nullable Object> cells(Reject row) {
            List<@Nullable Object> cells = new ArrayList<>();
            cells.add(row.id());
            cells.add(row.lab());
            cells.add(row.stream());
            cells.add(row.source());
            cells.add(row.reason().text());
            cells.add(row.field());
            cells.add(row.detail());
            cells.add(text(row.payload()));
            cells.add(row.payloadBytes());
            cells.add(row.arrived());
            cells.add(row.retriedAt());
            return cells;
        }

        private static @Nullable String text(byte[] payload) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(payload))
                        .toString();
            } catch (CharacterCodingException e) {
                return null;
            }
        }
    }
}
