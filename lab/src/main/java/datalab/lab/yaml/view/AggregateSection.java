package datalab.lab.yaml.view;

import datalab.lab.aggregate.Aggregates;
import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.AggregateFunction;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.syntax.Suggestion;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.AggregateCall.Argument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One aggregate of a view: {@code n: count}, {@code mean: avg(value)}, {@code top: max_by(value, [name])}. */
final class AggregateSection {
    private static final Map<String, AggregateFunction> FUNCTIONS = functions();
    private static final String EXPECTED = "an aggregate: " + String.join(", ", FUNCTIONS.keySet());

    private final YamlValue value;
    private final ExpressionCheck expressions;

    /**
     * Takes one aggregate.
     *
     * @param source the stream it folds; null where that is not known
     */
    AggregateSection(YamlValue value, @Nullable DeclaredStream source) {
        this.value = value;
        this.expressions = new ExpressionCheck(value, source);
    }

    private static Map<String, AggregateFunction> functions() {
        Map<String, AggregateFunction> functions = new LinkedHashMap<>();
        Aggregates.ALL.forEach(function -> functions.put(function.name(), function));
        return functions;
    }

    /**
     * Reads it, or notes a mistake.
     *
     * @param nameHint which known name was probably meant, if it turns out to be no aggregate
     */
    @Nullable
    Aggregate read(@Nullable String nameHint) {
        String text = value.isText() ? value.text(EXPECTED) : null;
        AggregateCall call = text == null ? null : AggregateCall.parse(text);
        AggregateFunction function = call == null ? null : FUNCTIONS.get(call.function());
        if (call != null && function != null) {
            return takes(call.arguments(), function)
                    ? function.reader().apply(new WrittenArguments(value, call.arguments(), expressions))
                    : null;
        }
        if (nameHint != null && text != null && !text.contains("(")) {
            value.refuseName(
                    "an unknown name",
                    "one of: of, by, every, keep, batch, origin, who, meet, out, or an aggregate's name",
                    nameHint);
        } else {
            value.refuse(value.found(), EXPECTED, call == null ? cutOff(text) : meant(call.function()));
        }
        return null;
    }

    private boolean takes(List<Argument> arguments, AggregateFunction function) {
        int count = function.arguments();
        if (arguments.size() != count
                || arguments.stream().anyMatch(argument -> argument.text().isEmpty())) {
            String with = ", with " + count + (count == 1 ? " argument" : " arguments");
            value.refuse(value.found(), function.example() + with, null);
            return false;
        }
        return true;
    }

    /** Within braces, YAML takes a comma for the end of a value. */
    private static @Nullable String cutOff(@Nullable String text) {
        return text != null && text.contains("(") && !text.contains(")") ? '"' + text + ", …)\", in quotes" : null;
    }

    private static @Nullable String meant(String word) {
        for (AggregateFunction function : FUNCTIONS.values()) {
            String written = function.meant().get(word);
            if (written != null) {
                return written;
            }
        }
        return Suggestion.of(word, FUNCTIONS.keySet());
    }
}
