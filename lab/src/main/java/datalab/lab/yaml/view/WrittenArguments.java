package datalab.lab.yaml.view;

import datalab.lab.aggregate.fold.AggregateArguments;
import datalab.lab.yaml.syntax.YamlNumbers;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.AggregateCall.Argument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of an aggregate as they stand in a file, checked against the stream that it folds. */
record WrittenArguments(YamlValue value, List<Argument> arguments, ExpressionCheck expressions)
        implements AggregateArguments {

    @Override
    public String column() {
        return value.name();
    }

    @Override
    public String text(int index) {
        return arguments.get(index).text();
    }

    @Override
    public @Nullable Double number(int index) {
        return YamlNumbers.parse(text(index));
    }

    @Override
    public String expression(int index) {
        expressions.check(arguments.get(index), false);
        return text(index);
    }

    @Override
    public String numbers(int index) {
        expressions.check(arguments.get(index), true);
        return text(index);
    }

    @Override
    public List<String> fields(int index) {
        String text = text(index);
        boolean list = text.startsWith("[") && text.endsWith("]");
        String inner = list ? text.substring(1, text.length() - 1) : text;
        int offset = arguments.get(index).offset() + (list ? 1 : 0);
        List<String> names = new ArrayList<>();
        for (String part : inner.split(",", -1)) {
            names.add(part.strip());
            int space = (int) part.chars().takeWhile(Character::isWhitespace).count();
            expressions.checkField(part.strip(), offset + space);
            offset += part.length() + 1;
        }
        return names;
    }

    @Override
    public void refuse(int index, String expected, @Nullable String hint) {
        value.refuseAt(arguments.get(index).offset(), YamlValue.quoted(text(index)), expected, hint);
    }
}
