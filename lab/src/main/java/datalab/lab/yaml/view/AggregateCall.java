package datalab.lab.yaml.view;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An aggregate as it is written: a function and its arguments, which are not looked into. */
record AggregateCall(String function, List<Argument> arguments) {
    private static final Pattern TEXT = Pattern.compile("\\s*([A-Za-z_]+)\\s*(?:\\((.*)\\)\\s*)?", Pattern.DOTALL);

    /**
     * One argument, without the space around it.
     *
     * @param offset where it begins in the text of the call
     */
    record Argument(String text, int offset) {}

    AggregateCall {
        arguments = List.copyOf(arguments);
    }

    /** The call, or null where the text is none. */
    static @Nullable AggregateCall parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String inner = matcher.group(2);
        List<Argument> arguments = inner == null || inner.isBlank() ? List.of() : split(text, matcher.start(2));
        return arguments == null ? null : new AggregateCall(matcher.group(1), arguments);
    }

    /** Splits at the commas outside of brackets and strings; null where a bracket or a string is not closed. */
    private static @Nullable List<Argument> split(String text, int from) {
        List<Argument> arguments = new ArrayList<>();
        int end = text.lastIndexOf(')');
        int depth = 0;
        int begin = from;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                i = closing(text, i, end);
            }
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            if (depth < 0 || i < 0) {
                return null;
            }
            if (c == ',' && depth == 0) {
                arguments.add(argument(text, begin, i));
                begin = i + 1;
            }
        }
        arguments.add(argument(text, begin, end));
        return depth == 0 ? arguments : null;
    }

    private static int closing(String text, int open, int end) {
        for (int i = open + 1; i < end; i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == text.charAt(open)) {
                return i;
            }
        }
        return Integer.MIN_VALUE;
    }

    private static Argument argument(String text, int begin, int end) {
        int first = begin;
        while (first < end && Character.isWhitespace(text.charAt(first))) {
            first++;
        }
        return new Argument(text.substring(first, end).strip(), first);
    }
}
