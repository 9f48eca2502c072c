package datalab.lab.yaml.view;

import datalab.lab.aggregate.Aggregate;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.syntax.Suggestion;
import datalab.lab.yaml.syntax.YamlNumbers;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.AggregateCall.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One aggregate of a view: {@code n: count}, {@code mean: avg(value)}, {@code top: max_by(value, [name])}. */
final class AggregateSection {
    private static final List<String> FUNCTIONS = List.of(
            "count",
            "sum",
            "avg",
            "min",
            "max",
            "stddev",
            "first",
            "last",
            "max_by",
            "min_by",
            "distinct",
            "quantile",
            "top");
    private static final Set<String> OF_NUMBERS = Set.of("sum", "avg", "stddev");
    private static final Map<String, String> OTHER_WORDS = Map.of(
            "mean", "avg",
            "average", "avg",
            "std", "stddev",
            "median", "quantile(…, 0.5)",
            "percentile", "quantile",
            "argmax", "max_by",
            "argmin", "min_by",
            "unique", "distinct",
            "mode", "top",
            "top_k", "top");
    private static final String EXPECTED = "an aggregate: " + String.join(", ", FUNCTIONS);

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

    /**
     * Reads it, or notes a mistake.
     *
     * @param nameHint which known name was probably meant, if it turns out to be no aggregate
     */
    @Nullable
    Aggregate read(@Nullable String nameHint) {
        String text = value.isText() ? value.text(EXPECTED) : null;
        AggregateCall call = text == null ? null : AggregateCall.parse(text);
        if (call == null || !FUNCTIONS.contains(call.function())) {
            if (nameHint != null && text != null && !text.contains("(")) {
                value.refuseName(
                        "an unknown name",
                        "one of: of, by, every, keep, batch, who, meet, or an aggregate's name",
                        nameHint);
            } else {
                value.refuse(value.found(), EXPECTED, call == null ? cutOff(text) : meant(call.function()));
            }
            return null;
        }
        return aggregate(call.function(), call.arguments());
    }

    /** Within braces, YAML takes a comma for the end of a value. */
    private static @Nullable String cutOff(@Nullable String text) {
        return text != null && text.contains("(") && !text.contains(")") ? '"' + text + ", …)\", in quotes" : null;
    }

    private static @Nullable String meant(String function) {
        String same = OTHER_WORDS.get(function);
        return same == null ? Suggestion.of(function, FUNCTIONS) : same;
    }

    private @Nullable Aggregate aggregate(String function, List<Argument> arguments) {
        String name = value.name();
        return switch (function) {
            case "count" -> takes(arguments, 0, "count") ? new Aggregate.Count(name) : null;
            case "max_by", "min_by" -> byFields(function, arguments);
            case "quantile" -> quantile(arguments);
            case "top" -> top(arguments);
            default -> {
                if (!takes(arguments, 1, function + "(value)")) {
                    yield null;
                }
                expressions.check(arguments.getFirst(), OF_NUMBERS.contains(function));
                yield ofOne(function, arguments.getFirst().text());
            }
        };
    }

    private Aggregate ofOne(String function, String expression) {
        String name = value.name();
        return switch (function) {
            case "sum" -> new Aggregate.Sum(name, expression);
            case "avg" -> new Aggregate.Avg(name, expression);
            case "min" -> new Aggregate.Min(name, expression);
            case "max" -> new Aggregate.Max(name, expression);
            case "stddev" -> new Aggregate.Stddev(name, expression);
            case "first" -> new Aggregate.First(name, expression);
            case "last" -> new Aggregate.Last(name, expression);
            case "distinct" -> new Aggregate.Distinct(name, expression);
            default -> throw new IllegalStateException("no aggregate " + function);
        };
    }

    private @Nullable Aggregate quantile(List<Argument> arguments) {
        if (!takes(arguments, 2, "quantile(value, 0.95)")) {
            return null;
        }
        expressions.check(arguments.get(0), true);
        Argument last = arguments.get(1);
        Double fraction = YamlNumbers.parse(last.text());
        if (fraction == null || fraction < 0 || fraction > 1) {
            String hint = fraction != null && fraction > 1 && fraction <= 100 ? String.valueOf(fraction / 100) : null;
            value.refuseAt(last.offset(), YamlValue.quoted(last.text()), "a fraction from 0 to 1", hint);
            return null;
        }
        return new Aggregate.Quantile(value.name(), arguments.get(0).text(), fraction);
    }

    private @Nullable Aggregate top(List<Argument> arguments) {
        if (!takes(arguments, 2, "top(3, value)")) {
            return null;
        }
        Argument first = arguments.get(0);
        Argument second = arguments.get(1);
        Double values = YamlNumbers.parse(first.text());
        if (values == null || values < 1 || values > Aggregate.Top.VALUES_MAX || values != Math.rint(values)) {
            boolean turned = values == null && YamlNumbers.parse(second.text()) != null;
            value.refuseAt(
                    first.offset(),
                    YamlValue.quoted(first.text()),
                    "how many values, from 1 to " + Aggregate.Top.VALUES_MAX,
                    turned ? "top(" + second.text() + ", " + first.text() + ")" : null);
            return null;
        }
        expressions.check(second, false);
        return new Aggregate.Top(value.name(), second.text(), values.intValue());
    }

    private @Nullable Aggregate byFields(String function, List<Argument> arguments) {
        if (!takes(arguments, 2, function + "(value, [name])")) {
            return null;
        }
        expressions.check(arguments.get(0), false);
        String by = arguments.get(0).text();
        List<String> fields = fields(arguments.get(1));
        return function.equals("max_by")
                ? new Aggregate.MaxBy(value.name(), by, fields)
                : new Aggregate.MinBy(value.name(), by, fields);
    }

    private List<String> fields(Argument argument) {
        String text = argument.text();
        boolean list = text.startsWith("[") && text.endsWith("]");
        String inner = list ? text.substring(1, text.length() - 1) : text;
        int offset = argument.offset() + (list ? 1 : 0);
        List<String> names = new ArrayList<>();
        for (String part : inner.split(",", -1)) {
            names.add(part.strip());
            expressions.checkField(
                    part.strip(),
                    offset
                            + (int) part.chars()
                                    .takeWhile(Character::isWhitespace)
                                    .count());
            offset += part.length() + 1;
        }
        return names;
    }

    private boolean takes(List<Argument> arguments, int count, String example) {
        if (arguments.size() != count
                || arguments.stream().anyMatch(argument -> argument.text().isEmpty())) {
            value.refuse(value.found(), example + ", with " + count + (count == 1 ? " argument" : " arguments"), null);
            return false;
        }
        return true;
    }
}
