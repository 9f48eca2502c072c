package datalab.web.sql;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.store.sql.SqlColumn;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values of an answer, from the texts that PostgreSQL writes. */
final class SqlCells {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");
    private static final Pattern UTC =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)\\+00");
    private static final Pattern LINE_ENDS = Pattern.compile("[\\r\\n]");

    private SqlCells() {}

    /** As JSON; what JSON has no form for, such as an infinite number, as a text. */
    static void write(JsonGenerator json, SqlColumn column, @Nullable String text) throws IOException {
        if (text == null) {
            json.writeNull();
            return;
        }
        switch (column.kind()) {
            case BOOLEAN -> json.writeBoolean(text.equals("t"));
            case INTEGER, NUMBER -> {
                if (NUMBER.matcher(text).matches()) {
                    json.writeNumber(text);
                } else {
                    json.writeString(text);
                }
            }
            // In a text of JSON a line ends between values alone.
            case JSON -> json.writeRawValue(LINE_ENDS.matcher(text).replaceAll(" "));
            case TIME -> json.writeString(time(text));
            case STRING -> json.writeString(text);
        }
    }

    /** As text; null where there is no value. */
    static @Nullable String text(SqlColumn column, @Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (column.kind()) {
            case BOOLEAN -> text.equals("t") ? "true" : "false";
            case TIME -> time(text);
            case INTEGER, NUMBER, JSON, STRING -> text;
        };
    }

    /** As RFC 3339 has it, where it can be written so. */
    private static String time(String text) {
        Matcher utc = UTC.matcher(text);
        return utc.matches() ? utc.group(1) + "T" + utc.group(2) + "Z" : text;
    }
}
