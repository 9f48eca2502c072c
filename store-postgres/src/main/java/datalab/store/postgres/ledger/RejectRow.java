package datalab.store.postgres.ledger;

import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import datalab.store.postgres.sql.BinaryCopy;
import datalab.store.postgres.sql.SqlType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code datalab.rejects}. Rejects hold untrusted input, so every text is sanitized for the database.
 */
public final class RejectRow {
    static final String COLUMNS =
            "id, lab, stream, source, reason, field, detail, payload, payload_bytes, arrived, retried_at";

    public static final String COPY_SQL = "copy datalab.rejects (" + COLUMNS + ") from stdin (format binary)";

    private static final int COLUMN_COUNT = 11;
    private static final int TEXT_CHARS_MAX = 1_000;
    private static final int NAME_CHARS_MAX = 100;

    private RejectRow() {}

    public static void write(BinaryCopy copy, Reject reject) throws SQLException {
        copy.row(COLUMN_COUNT);
        text(copy, reject.id());
        text(copy, bounded(reject.lab()));
        text(copy, bounded(reject.stream()));
        text(copy, reject.source());
        text(copy, reject.reason().text());
        text(copy, reject.field());
        text(copy, reject.detail());
        copy.bytes(reject.payload());
        copy.int4(reject.payloadBytes());
        copy.time(reject.arrived());
        SqlType.TIME.write(copy, reject.retriedAt());
    }

    static Reject read(ResultSet row) throws SQLException {
        String reason = row.getString(5);
        return new Reject(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                reasonOf(reason),
                row.getString(6),
                row.getString(7),
                row.getBytes(8),
                row.getInt(9),
                SqlType.timeOf(row, 10),
                SqlType.time(row, 11));
    }

    /** PostgreSQL stores no U+0000 in a text; untrusted text may also be of any length. */
    public static String storable(String text) {
        String bounded = text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX);
        return bounded.replace('\u0000', '\ufffd');
    }

    private static void text(BinaryCopy copy, @Nullable String value) {
        if (value == null) {
            copy.nothing();
        } else {
            copy.text(storable(value));
        }
    }

    /** Other programs may write any name into the topic of rejects; an index takes 2,704 bytes. */
    private static @Nullable String bounded(@Nullable String name) {
        return name == null || name.length() <= NAME_CHARS_MAX ? name : name.substring(0, NAME_CHARS_MAX);
    }

    private static RejectReason reasonOf(String text) {
        return Arrays.stream(RejectReason.values())
                .filter(reason -> reason.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("unknown reason in datalab.rejects: " + text));
    }
}
