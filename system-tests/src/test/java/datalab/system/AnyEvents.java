package datalab.system;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Makes events that a format could easily spoil: texts that look like no value, numbers at their ends, nested extras. */
final class AnyEvents {
    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "NA",
            " NA",
            "NA ",
            "na",
            "null",
            "NULL",
            "NaN",
            "\"NA\"",
            "\"",
            "\"\"",
            "a\"b",
            "'",
            ",",
            ";",
            "\t",
            "a,b",
            " blanks around  ",
            "line\nbreak",
            "line\r\nbreak",
            "\rlone",
            "\n",
            "=1+1",
            "{}",
            "[]",
            "{\"a\":1}",
            "0",
            "1e5",
            "-0",
            "true",
            "\u0001\u001f\u007f",
            "\u2028\u2029\u0085",
            "\ufeffmark",
            "\\",
            "\\n",
            "ü€漢",
            "😀",
            "e\u0301",
            "\u00a0",
            "2024-05-01",
            "#",
            "--");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-0.0",
            "1",
            "5.10",
            "1e15",
            "1E16",
            "1.5e300",
            "-1.7976931348623157e308",
            "4.9e-324",
            "2.5e-310",
            "9007199254740993",
            "0.1",
            "123456.789e3",
            "1E0000000001",
            "1e-400",
            "999999999999999.9",
            "1e22");
    private static final List<String> INTEGERS = List.of(
            "0",
            "-0",
            "1",
            "-1",
            "1.0",
            "1e15",
            "1e16",
            "9007199254740991",
            "9007199254740993",
            "-9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
            "9.223372036854775807e18",
            "120E-1");
    private static final List<String> TIMES = List.of(
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999Z",
            "1970-01-01T00:00:00Z",
            "2024-02-29T12:00:00.000001Z",
            "1969-12-31T23:59:59.5Z");
    private static final List<String> EXTRA_NAMES =
            List.of("x", "NA", "a b", "a,b", "quote\"", "line\nbreak", "ü", "😀", "deep", "", "null", "1");
    private static final long SECONDS_MIN =
            Instant.parse("1950-01-01T00:00:00Z").getEpochSecond();
    private static final int DEPTH_MAX = 4;

    private final Random chance;

    AnyEvents(Random chance) {
        this.chance = chance;
    }

    /** So many, one a line. */
    String ndjson(int count) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.setRootValueSeparator(null);
            for (int i = 0; i < count; i++) {
                event(out);
                out.writeRaw('\n');
            }
        }
        return text.toString();
    }

    private void event(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", text());
        if (sometimes()) {
            out.writeStringField("note", text());
        } else if (sometimes()) {
            out.writeNullField("note");
        }
        raw(out, "value", NUMBERS);
        raw(out, "count", INTEGERS);
        if (sometimes()) {
            out.writeBooleanField("ok", chance.nextBoolean());
        }
        if (sometimes()) {
            out.writeStringField("since", one(TIMES));
        }
        if (chance.nextInt(8) > 0) {
            long seconds = SECONDS_MIN + chance.nextInt(Integer.MAX_VALUE);
            out.writeStringField(
                    "at",
                    Instant.ofEpochSecond(seconds, chance.nextInt(1_000_000) * 1_000L)
                            .toString());
        }
        if (sometimes()) {
            out.writeStringField("_origin", one(List.of("observed", "modelled", "simulated")));
        }
        if (sometimes()) {
            members(out, 0);
        }
        out.writeEndObject();
    }

    private void members(JsonGenerator out, int depth) throws IOException {
        for (String name : EXTRA_NAMES) {
            if (chance.nextInt(4) == 0) {
                out.writeFieldName(name);
                value(out, depth);
            }
        }
    }

    private void value(JsonGenerator out, int depth) throws IOException {
        switch (chance.nextInt(depth < DEPTH_MAX ? 6 : 4)) {
            case 0 -> out.writeString(text());
            case 1 -> out.writeNumber(one(chance.nextBoolean() ? NUMBERS : INTEGERS));
            case 2 -> out.writeBoolean(chance.nextBoolean());
            case 3 -> out.writeNull();
            case 4 -> {
                out.writeStartObject();
                members(out, depth + 1);
                out.writeEndObject();
            }
            default -> {
                out.writeStartArray();
                for (int i = chance.nextInt(4); i > 0; i--) {
                    value(out, depth + 1);
                }
                out.writeEndArray();
            }
        }
    }

    private void raw(JsonGenerator out, String name, List<String> numbers) throws IOException {
        if (sometimes()) {
            out.writeFieldName(name);
            out.writeNumber(one(numbers));
        }
    }

    /** One of those above, or two, or characters from all of Unicode. */
    private String text() {
        return switch (chance.nextInt(4)) {
            case 0 -> one(TEXTS) + one(TEXTS);
            case 1 -> anyCharacters();
            default -> one(TEXTS);
        };
    }

    private String anyCharacters() {
        StringBuilder text = new StringBuilder();
        for (int i = chance.nextInt(20); i > 0; i--) {
            int c = 1 + chance.nextInt(chance.nextBoolean() ? 0x7f : Character.MAX_CODE_POINT);
            text.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 'x' : c);
        }
        return text.toString();
    }

    private boolean sometimes() {
        return chance.nextInt(3) > 0;
    }

    private <T> T one(List<T> all) {
        return all.get(chance.nextInt(all.size()));
    }
}
