package datalab.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import datalab.ingest.format.MalformedBody.Kind;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a CSV file's header says, once it is known to fit a stream. Immutable.
 *
 * @param names {@code "name":} in UTF-8, by column
 * @param types by column; undeclared ones are strings
 * @param extra the column that holds the undeclared fields of an event as one JSON object, as exports have it; -1 for none
 */
@SuppressWarnings("ArrayRecordComponent") // made once a file, read for every cell
record CsvColumns(byte[][] names, Field.Type[] types, int extra) {
    private static final String EXTRA = "_extra";
    private static final List<String> OTHER_SEPARATORS = List.of(";", "\t", "|");
    private static final int SHOWN_CHARS_MAX = 200;

    /** @throws MalformedBody where the header cannot be this stream's */
    static CsvColumns of(List<String> header, EventStream stream) throws MalformedBody {
        check(header, stream);
        byte[][] names = new byte[header.size()][];
        Field.Type[] types = new Field.Type[header.size()];
        for (int i = 0; i < names.length; i++) {
            String name = header.get(i);
            String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(name));
            names[i] = ("\"" + quoted + "\":").getBytes(UTF_8);
            types[i] = type(name, stream);
        }
        return new CsvColumns(names, types, header.indexOf(EXTRA));
    }

    /**
     * Checks a header without rows. If the file is one line, its line ends may have been lost, and the cells of rows appear
     * among the names.
     *
     * @throws MalformedBody where it names what is no field of the stream
     */
    static void checkIsAll(List<String> header, EventStream stream) throws MalformedBody {
        for (String name : header) {
            if (!isKnown(name, stream)) {
                throw wrong(
                        "no row follows the header, and its column \"" + shown(name)
                                + "\" is not a field of the stream;"
                                + " lines end with LF, CR LF or CR (which curl -d takes away, and --data-binary leaves)",
                        header,
                        stream);
            }
        }
    }

    private static Field.Type type(String name, EventStream stream) {
        if (name.equals(stream.time())) {
            return Field.Type.TIME;
        }
        return stream.field(name).map(Field::type).orElse(Field.Type.STRING);
    }

    private static void check(List<String> header, EventStream stream) throws MalformedBody {
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (name.isEmpty()) {
                throw wrong("column " + (seen.size() + 1) + " has no name", header, stream);
            }
            if (name.indexOf(0) >= 0) {
                throw wrong(
                        "column " + (seen.size() + 1) + " holds U+0000, as UTF-16 has it; save as UTF-8",
                        header,
                        stream);
            }
            if (!seen.add(name)) {
                throw wrong("column \"" + name + "\" is there twice", header, stream);
            }
            if (!isKnown(name, stream) && stream.extra() == EventStream.Extra.REJECT) {
                throw wrong("column \"" + name + "\" is not a field of the stream", header, stream);
            }
        }
        for (Field field : stream.fields()) {
            if (field.required() && !field.generated() && !seen.contains(field.name())) {
                throw wrong("the required field \"" + field.name() + "\" is missing", header, stream);
            }
        }
        if (stream.isTimeRequired() && !seen.contains(stream.time())) {
            throw wrong("the required field \"" + stream.time() + "\" is missing", header, stream);
        }
        if (header.stream().noneMatch(name -> isDeclared(name, stream))) {
            throw wrong("no column is a field of the stream", header, stream);
        }
    }

    private static boolean isKnown(String name, EventStream stream) {
        return name.startsWith("_") || isDeclared(name, stream);
    }

    private static boolean isDeclared(String name, EventStream stream) {
        return name.equals(stream.time()) || stream.indexOf(name) >= 0;
    }

    /** A hint where another separator than the comma finds more of the fields. */
    static String separator(String header, EventStream stream) {
        List<String> fields = fields(stream);
        String best = ",";
        for (String other : OTHER_SEPARATORS) {
            best = found(header, other, fields) > found(header, best, fields) ? other : best;
        }
        String shown = best.equals("\t") ? "tabs" : "\"" + best + "\"";
        return best.equals(",") ? "" : "; this looks separated by " + shown + ", and CSV is separated by commas here";
    }

    private static long found(String header, String separator, List<String> fields) {
        return Arrays.stream(header.split(Pattern.quote(separator), -1))
                .map(name -> name.strip().replace("\"", ""))
                .filter(fields::contains)
                .count();
    }

    private static MalformedBody wrong(String what, List<String> header, EventStream stream) {
        String found = String.join(",", header);
        return new MalformedBody(
                Kind.WRONG_HEADER,
                what + separator(found, stream) + "; the header is \"" + shown(found) + "\", the fields of "
                        + stream.topic() + " are " + String.join(",", fields(stream)));
    }

    private static List<String> fields(EventStream stream) {
        List<String> fields = new ArrayList<>();
        if (stream.time() != null) {
            fields.add(stream.time());
        }
        stream.fields().forEach(field -> fields.add(field.name()));
        return fields;
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(text.length(), SHOWN_CHARS_MAX)).replace('\u0000', '\ufffd');
    }
}
