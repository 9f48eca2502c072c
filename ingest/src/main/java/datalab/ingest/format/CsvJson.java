package datalab.ingest.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import datalab.lab.stream.Field;
import java.util.Arrays;

/**
 * Turns rows of CSV into JSON objects, in one buffer used for all rows. A cell that does not read as its column's type is
 * written as a string, so that it is refused with the field's name. One thread uses it.
 */
final class CsvJson {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] TRUE = "true".getBytes(US_ASCII);
    private static final byte[] FALSE = "false".getBytes(US_ASCII);
    /** The most bytes that one byte of a cell can become: {@code \u001f}. */
    private static final int ESCAPED_BYTES = 6;

    private final CsvColumns columns;
    private byte[] json = new byte[1024];
    private int length;

    CsvJson(CsvColumns columns) {
        this.columns = columns;
    }

    int columns() {
        return columns.names().length;
    }

    byte[] bytes() {
        return json;
    }

    int length() {
        return length;
    }

    /** Missing values ({@code NA}, nothing) are left out. The row must have as many cells as there are columns. */
    void write(CsvRow row) {
        length = 0;
        append('{');
        CsvCell cell = new CsvCell();
        for (int i = 0; i < columns(); i++) {
            cell.set(row.bytes(), row.cellStart(i), row.cellEnd(i));
            Field.Type type = columns.types()[i];
            if (cell.isMissing(type == Field.Type.STRING)) {
                continue;
            }
            if (i == columns.extra() && cell.isObject()) {
                members(cell);
                continue;
            }
            if (length > 1) {
                append(',');
            }
            append(columns.names()[i]);
            value(cell, type);
        }
        append('}');
    }

    /** Writes the members of a cell that is a JSON object as members of this one. */
    private void members(CsvCell cell) {
        ensure(cell.to - cell.from + 1);
        int before = length;
        if (length > 1) {
            append(',');
        }
        int start = length;
        for (int i = cell.from + 1; i < cell.to - 1; i++) {
            byte b = cell.bytes[i];
            json[length++] = b;
            if (b == '"' && cell.quoted) {
                i++; // of two quotes one
            }
        }
        if (length == start) {
            length = before; // there were none
        }
    }

    private void value(CsvCell cell, Field.Type type) {
        switch (type) {
            case STRING -> string(cell);
            case NUMBER, INTEGER -> number(cell);
            case BOOLEAN -> bool(cell);
            case TIME -> string(cell.trimmed()); // digits, too: the decoder validates them
        }
    }

    private void number(CsvCell cell) {
        CsvCell trimmed = cell.trimmed();
        if (trimmed.isPlainNumber()) {
            append(trimmed.bytes, trimmed.from, trimmed.to - trimmed.from);
            return;
        }
        String plain = trimmed.asJsonNumber();
        if (plain == null) {
            string(cell);
        } else {
            append(plain.getBytes(US_ASCII));
        }
    }

    private void bool(CsvCell cell) {
        CsvCell trimmed = cell.trimmed();
        if (trimmed.equalsIgnoringCase("true") || trimmed.equalsIgnoringCase("1")) {
            append(TRUE);
        } else if (trimmed.equalsIgnoringCase("false") || trimmed.equalsIgnoringCase("0")) {
            append(FALSE);
        } else {
            string(cell);
        }
    }

    private void string(CsvCell cell) {
        ensure((cell.to - cell.from) * ESCAPED_BYTES + 2);
        json[length++] = '"';
        for (int i = cell.from; i < cell.to; i++) {
            byte b = cell.bytes[i];
            if (b == '"' && cell.quoted) {
                i++; // of two quotes one
            }
            escaped(b);
        }
        json[length++] = '"';
    }

    private void escaped(byte b) {
        if (b == '"' || b == '\\') {
            json[length++] = '\\';
            json[length++] = b;
        } else if (b >= 0 && b < ' ') {
            json[length++] = '\\';
            json[length++] = 'u';
            json[length++] = '0';
            json[length++] = '0';
            json[length++] = HEX[b >> 4];
            json[length++] = HEX[b & 0xf];
        } else {
            json[length++] = b;
        }
    }

    private void append(char ascii) {
        ensure(1);
        json[length++] = (byte) ascii;
    }

    private void append(byte[] bytes) {
        append(bytes, 0, bytes.length);
    }

    private void append(byte[] bytes, int offset, int count) {
        ensure(count);
        System.arraycopy(bytes, offset, json, length, count);
        length += count;
    }

    private void ensure(int more) {
        if (length + more > json.length) {
            json = Arrays.copyOf(json, Math.max(length + more, json.length * 2));
        }
    }
}
