package datalab.out.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.json.ValueJson;
import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The topic of a row: that of the table, then a level for each value of its key. No two keys have the same topic, and the
 * values can be read from it: what a level cannot hold is percent-encoded, no value is {@code _}, an empty text an empty level.
 */
final class RowTopic {
    /** MQTT's limit. */
    static final int BYTES_MAX = 65_535;

    private static final String NONE = "_";
    private static final String ENCODED_UNDERSCORE = "%5F";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private RowTopic() {}

    static String of(OutputTable table, OutputRow row) {
        StringBuilder topic = new StringBuilder(table.name());
        for (int i = 0; i < table.columns().size(); i++) {
            OutputColumn column = table.columns().get(i);
            if (column.isKey()) {
                topic.append('/');
                append(topic, row.values().get(i));
            }
        }
        return topic.toString();
    }

    private static void append(StringBuilder topic, @Nullable Object value) {
        if (value == null) {
            topic.append(NONE);
            return;
        }
        String text = ValueJson.text(value);
        if (text.equals(NONE)) {
            topic.append(ENCODED_UNDERSCORE);
            return;
        }
        text.codePoints().forEach(character -> {
            if (isPlain(character)) {
                topic.appendCodePoint(character);
            } else {
                for (byte each : Character.toString(character).getBytes(UTF_8)) {
                    topic.append('%').append(HEX.toHexDigits(each));
                }
            }
        });
    }

    /** MQTT has a meaning for some; control characters and those that are none in Unicode a broker may refuse. */
    private static boolean isPlain(int character) {
        boolean isNone = (character & 0xFFFE) == 0xFFFE || (character >= 0xFDD0 && character <= 0xFDEF);
        return "+#/%".indexOf(character) < 0 && !Character.isISOControl(character) && !isNone;
    }
}
