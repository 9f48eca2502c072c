package datalab.out.jdbc;

import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds values that a server would cut, round or mistake without a word. */
record RowCheck(SqlDialect dialect, OutputTable table, ExistingTable existing) {
    private static final int FRACTION_DIGITS = 6;

    /** Of a number or a time, and of what stands around a text. */
    private static final int VALUE_BYTES_MAX = 32;

    /** Why a row cannot be kept as it is, in words for a person; of one that is gone only its keys count. */
    Optional<String> refusal(OutputRow row) {
        for (int i = 0; i < table.columns().size(); i++) {
            OutputColumn column = table.columns().get(i);
            if (row.isGone() && !column.isKey()) {
                continue;
            }
            String why = refusal(column, row.values().get(i));
            if (why != null) {
                return Optional.of(column.name() + ": " + why);
            }
        }
        long bytes = row.isGone() ? 0 : bytes(row);
        return bytes <= existing.bytesMax()
                ? Optional.empty()
                : Optional.of(bytes + " bytes are more than the server takes at once: " + existing.bytesMax());
    }

    /** Rows in parts that may be sent at once. */
    List<List<OutputRow>> parts(List<OutputRow> rows) {
        List<List<OutputRow>> parts = new ArrayList<>();
        int first = 0;
        long bytes = 0;
        for (int i = 0; i < rows.size(); i++) {
            long more = bytes(rows.get(i));
            if (i > first && bytes + more > existing.bytesMax()) {
                parts.add(rows.subList(first, i));
                first = i;
                bytes = 0;
            }
            bytes += more;
        }
        parts.add(rows.subList(first, rows.size()));
        return parts;
    }

    /** Never fewer than are sent, but for characters that are sent as two. */
    private static long bytes(OutputRow row) {
        long bytes = 0;
        for (Object value : row.values()) {
            bytes += VALUE_BYTES_MAX;
            if (value instanceof String text) {
                bytes += text.chars()
                        .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : 3)
                        .sum();
            }
        }
        return bytes;
    }

    private @Nullable String refusal(OutputColumn column, @Nullable Object value) {
        if (value == null) {
            return column.isKey() ? "there is no value, and rows are told apart by it" : null;
        }
        ExistingColumn there = existing.column(column.name()).orElseThrow();
        if (value instanceof String text) {
            return refusal(there, text);
        }
        if (value instanceof Instant instant && !fits(there, instant)) {
            return instant + " is finer than " + there.type();
        }
        return dialect.refusal(value);
    }

    /** Too many blanks at the end are cut by every server, as the SQL standard has it. */
    private static @Nullable String refusal(ExistingColumn there, String text) {
        if (there.lengthMax() != null && text.length() > there.lengthMax()) {
            int characters = text.codePointCount(0, text.length());
            if (characters > there.lengthMax()) {
                return characters + " characters are too long for " + there.type();
            }
        }
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? null : "the text is no valid Unicode";
    }

    private static boolean fits(ExistingColumn there, Instant instant) {
        if (there.fractionDigits() == null || there.fractionDigits() >= FRACTION_DIGITS) {
            return true;
        }
        long unitMicros = Long.parseLong(
                "1" + "0".repeat(FRACTION_DIGITS - there.fractionDigits().intValue()));
        return instant.getLong(ChronoField.MICRO_OF_SECOND) % unitMicros == 0;
    }
}
