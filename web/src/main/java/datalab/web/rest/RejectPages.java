package datalab.web.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.OperationParameter;
import datalab.lab.event.Reject;
import datalab.lab.expression.Column;
import datalab.store.RejectLedger;
import datalab.web.format.RowLayout;
import datalab.web.query.Cursor;
import datalab.web.query.Page;
import datalab.web.query.PageParameters;
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
    static final int LIMIT_DEFAULT = 100;

    /** A reject may hold 64 KiB, so a page of these is at most 32 MiB. */
    static final int LIMIT_MAX = 500;

    static final List<OperationParameter> PARAMETERS = List.of(
            OperationParameter.query(
                    "limit",
                    "the most rejects of a page",
                    JsonSchema.wholeNumber(1, LIMIT_MAX).put("default", LIMIT_DEFAULT)),
            PageParameters.AFTER,
            PageParameters.format(false));
    static final List<String> KNOWN = OperationParameter.names(PARAMETERS);
    static final RowLayout<Reject> LAYOUT = new Layout();

    private static final String KIND = "r1";

    private final RejectLedger rejects;

    RejectPages(RejectLedger rejects) {
        this.rejects = rejects;
    }

    /** @param lab null for what no lab takes */
    Page<Reject> page(@Nullable String lab, QueryParameters query) {
        int limit = query.count("limit", LIMIT_DEFAULT, LIMIT_MAX);
        String before =
                query.text("after").map(after -> Cursor.decode(KIND, after)).orElse(null);
        List<Reject> found = rejects.rejects(lab, before, limit + 1);
        return Page.of(found, limit, last -> Cursor.encode(KIND, last.id()));
    }

    private static final class Layout implements RowLayout<Reject> {
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
        public List<Column> columns() {
            return List.of(
                    column("id", Column.Type.STRING),
                    column("lab", Column.Type.STRING),
                    column("stream", Column.Type.STRING),
                    column("source", Column.Type.STRING),
                    column("reason", Column.Type.STRING),
                    column("field", Column.Type.STRING),
                    column("detail", Column.Type.STRING),
                    column("payload", Column.Type.STRING),
                    column("payload_bytes", Column.Type.INTEGER),
                    column("arrived", Column.Type.TIME),
                    column("retried_at", Column.Type.TIME));
        }

        private static Column column(String name, Column.Type type) {
            return new Column(name, type, null);
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
            cells.add((long) row.payloadBytes());
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
