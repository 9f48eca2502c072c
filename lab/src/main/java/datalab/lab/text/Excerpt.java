package datalab.lab.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Shortened texts of what a sender sent, for messages to people. */
public final class Excerpt {
    static final int CHARS_MAX = 60;

    private Excerpt() {}

    public static String of(String text) {
        return of(text, CHARS_MAX);
    }

    /** The text, or as much of its beginning as fits, with an ellipsis; what no store could keep is replaced. */
    public static String of(String text, int charsMax) {
        String shown = text.length() <= charsMax ? text : text.substring(0, charsMax - 1) + "…";
        return Utf8.isKeepable(shown) ? shown : Utf8.keepable(shown);
    }

    /** What the parser is at, in words. */
    public static String found(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "the string \"" + of(parser.getText()) + "\"";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + of(parser.getText());
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> parser.getText();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> token.name();
        };
    }
}
