package datalab.lab;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** What may stand as a number in a sender's JSON. */
final class Numeral {
    /** Beyond this power of ten a number is no double, no store's number, and takes for ever to compute with exactly. */
    private static final int EXPONENT_MAX = 400;

    private Numeral() {}

    /** Whether the number the parser is at fits a double and has an exponent of sane size. */
    static boolean isKeepable(JsonParser parser) throws IOException {
        if (!Double.isFinite(parser.getDoubleValue())) {
            return false;
        }
        String text = parser.getText();
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (e < 0) {
            return true;
        }
        String exponent = text.substring(e + 1);
        return exponent.length() <= 9 && Math.abs(Integer.parseInt(exponent)) <= EXPONENT_MAX;
    }
}
