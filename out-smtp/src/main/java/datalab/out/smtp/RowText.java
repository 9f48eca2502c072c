package datalab.out.smtp;

import datalab.lab.expression.Column;
import datalab.lab.json.ValueJson;
import datalab.lab.output.OutputColumn;
import datalab.lab.text.Excerpt;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A row as people read it. What a mail's headers or lines could be broken with is out of it. */
final class RowText {
    static final int SUBJECT_CHARS_MAX = 200;
    static final int VALUE_CHARS_MAX = 32_768;
    static final int BODY_CHARS_MAX = 262_144;

    private static final List<String> SUBJECTS = List.of("title", "subject");
    private static final String INDENT = "    ";

    private final OutputTable table;
    private final String of;

    RowText(OutputTable table) {
        this.table = table;
        this.of = table.output().replaceFirst("/.*", ""); // without the address
    }

    /** The row's title, or else what it is of and its key. */
    String subject(OutputRow row) {
        String gone = row.isGone() ? "Gone: " : "";
        String text = title(row).orElseGet(() -> of + key(row));
        return Excerpt.of(
                gone + text.replaceAll("[\\s\\p{Cntrl}\\u2028\\u2029]+", " ").strip(), SUBJECT_CHARS_MAX);
    }

    /** A line {@code name: value} for each column that has a value, further ones indented; only keys where the row is gone. */
    String body(OutputRow row) {
        StringBuilder body = new StringBuilder(row.isGone() ? "This row is gone.\n\n" : "");
        for (int i = 0; i < table.columns().size(); i++) {
            OutputColumn column = table.columns().get(i);
            Object value = row.values().get(i);
            if (value != null && (column.isKey() || !row.isGone())) {
                body.append(column.name())
                        .append(": ")
                        .append(lines(column, value))
                        .append('\n');
            }
            if (body.length() > BODY_CHARS_MAX) {
                return Excerpt.of(body.toString(), BODY_CHARS_MAX) + "\n";
            }
        }
        return body.toString();
    }

    private Optional<String> title(OutputRow row) {
        return SUBJECTS.stream()
                .flatMap(name -> IntStream.range(0, table.columns().size())
                        .filter(i -> isText(table.columns().get(i), name))
                        .mapToObj(i -> Optional.ofNullable(row.values().get(i)))
                        .flatMap(Optional::stream))
                .map(Object::toString)
                .filter(text -> !text.isBlank())
                .findFirst();
    }

    private static boolean isText(OutputColumn column, String name) {
        return column.type() == Column.Type.STRING && column.name().equals(name);
    }

    private String key(OutputRow row) {
        return IntStream.range(0, table.columns().size())
                .filter(i -> table.columns().get(i).isKey())
                .mapToObj(i -> text(row.values().get(i)))
                .collect(Collectors.joining(", ", table.keys().isEmpty() ? "" : " ", ""));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "-" : ValueJson.text(value);
    }

    private static String lines(OutputColumn column, Object value) {
        String unit = column.unit() == null ? "" : " " + column.unit();
        String text = Excerpt.of(text(value), VALUE_CHARS_MAX).replaceAll("\\R", "\n" + INDENT);
        return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "\uFFFD") + unit;
    }
}
