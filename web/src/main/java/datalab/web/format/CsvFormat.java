package datalab.web.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.expression.Column;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A header line and a line a row, as RFC 4180 has it but for the ends of lines. */
final class CsvFormat implements RowFormat {
    /** What many programs write where there is no value, and ingest reads as no value. */
    private static final String NO_VALUE = "NA";

    private static final int CHARACTERS_HELD = 64 * 1024;

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public String contentType() {
        return "text/csv; charset=utf-8; header=present";
    }

    @Override
    public List<String> mediaRanges() {
        return List.of("text/csv", "text/*", "*/*");
    }

    @Override
    public <T> RowWriter<T> open(OutputStream out, RowLayout<T> layout) {
        StringBuilder lines = new StringBuilder();
        append(lines, layout.columns().stream().map(Column::name).toList());
        return new RowWriter<>() {
            @Override
            public void write(T row) throws IOException {
                append(lines, layout.cells(row));
                if (lines.length() > CHARACTERS_HELD) {
                    flush();
                }
            }

            @Override
            public void end(@Nullable String after) throws IOException {
                flush();
            }

            private void flush() throws IOException {
                out.write(lines.toString().getBytes(UTF_8));
                lines.setLength(0);
            }
        };
    }

    private static void append(StringBuilder lines, List<? extends @Nullable Object> cells) {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                lines.append(',');
            }
            Object cell = cells.get(i);
            if (cell != null) {
                quoted(lines, cell.toString());
            }
        }
        lines.append('\n');
    }

    /** A text that could be read as no value is quoted to distinguish it. */
    private static void quoted(StringBuilder lines, String cell) {
        boolean plain = !cell.isEmpty()
                && !cell.equals(NO_VALUE)
                && cell.indexOf(',') < 0
                && cell.indexOf('"') < 0
                && cell.indexOf('\n') < 0
                && cell.indexOf('\r') < 0;
        if (plain) {
            lines.append(cell);
        } else {
            lines.append('"').append(cell.replace("\"", "\"\"")).append('"');
        }
    }
}
