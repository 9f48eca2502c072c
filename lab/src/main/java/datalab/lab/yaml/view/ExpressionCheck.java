package datalab.lab.yaml.view;

import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import datalab.lab.expression.Expression.Compiled;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.syntax.Suggestion;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.AggregateCall.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks what an aggregate or an alert takes from events against the stream that they come from. */
public final class ExpressionCheck {
    private static final String EXPECTED = "an expression over the stream's fields";
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '(\\w+)'");

    private final YamlValue value;
    private final @Nullable DeclaredStream source;

    /**
     * Checks parts of one value.
     *
     * @param source null where the stream is not known, so that nothing can be said
     */
    public ExpressionCheck(YamlValue value, @Nullable DeclaredStream source) {
        this.value = value;
        this.source = source;
    }

    /** Notes a name that is neither a field's nor the time field's. */
    void checkField(String name, int offset) {
        if (source == null) {
            return;
        }
        List<String> fields = new ArrayList<>(fields(source.stream()));
        if (source.stream().time() != null) {
            fields.add(source.stream().time());
        }
        if (!fields.contains(name)) {
            String expected = YamlValue.oneOfText(fields);
            value.refuseAt(offset, YamlValue.quoted(name), expected, Suggestion.of(name, fields));
        }
    }

    /** Notes a whole value that is no field or expression of numbers. */
    public void checkNumber(String text) {
        check(new Argument(text, 0), true);
    }

    /** Notes a whole value that is no field or expression that is true or false. */
    public void checkTruth(String text) {
        int before = value.mistakes().size();
        check(new Argument(text, 0), false);
        if (source != null
                && source.sound()
                && value.mistakes().size() == before
                && Expression.compile(text, source.stream()) instanceof Compiled.Ready(Expression expression)
                && expression.type() != Column.Type.BOOLEAN) {
            String type = expression.type().name().toLowerCase(Locale.ROOT);
            value.refuse(YamlValue.quoted(text) + " (a " + type + ")", "what is true or false, such as value > 30.0");
        }
    }

    /** Notes what is neither a field nor an expression that compiles, or where that matters, not one of numbers. */
    void check(Argument argument, boolean ofNumbers) {
        if (source == null) {
            return;
        }
        if (argument.text().matches("[A-Za-z_][A-Za-z0-9_]*")) {
            checkField(argument.text(), argument.offset());
        } else if (source.sound()) {
            compile(argument, source.stream());
        }
        if (ofNumbers && source.sound()) {
            checkNumeric(argument, source.stream());
        }
    }

    private void compile(Argument argument, EventStream stream) {
        switch (Expression.compile(argument.text(), stream)) {
            case Compiled.Wrong(int offset, String detail) -> {
                int length = argument.text().codePointCount(0, argument.text().length());
                int shift = argument.text().offsetByCodePoints(0, Math.min(offset, length));
                String found = YamlValue.quoted(argument.text()) + " (" + reason(detail) + ")";
                value.refuseAt(argument.offset() + shift, found, EXPECTED, meant(detail, stream));
            }
            case Compiled.Ready ready -> {}
        }
    }

    private void checkNumeric(Argument argument, EventStream stream) {
        if (Expression.compile(argument.text(), stream) instanceof Compiled.Ready(Expression expression)
                && !expression.isNumeric()) {
            String type = expression.type().name().toLowerCase(Locale.ROOT);
            String found = YamlValue.quoted(argument.text()) + " (a " + type + ")";
            value.refuseAt(argument.offset(), found, "a field or an expression of numbers", null);
        }
    }

    /** The compiler's words without the list of all tokens that could follow. */
    private static String reason(String detail) {
        return detail.replaceFirst(" expecting \\{.*", "").replace("mismatched input '<EOF>'", "it ends too early");
    }

    private static @Nullable String meant(String detail, EventStream stream) {
        Matcher undeclared = UNDECLARED.matcher(detail);
        return undeclared.find() ? Suggestion.of(undeclared.group(1), fields(stream)) : null;
    }

    private static List<String> fields(EventStream stream) {
        return stream.fields().stream().map(Field::name).toList();
    }
}
