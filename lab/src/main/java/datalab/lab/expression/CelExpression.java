package datalab.lab.expression;

import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An expression in CEL, compiled and type-checked once. Its classes are loaded only where a lab has one. */
final class CelExpression implements Expression {
    private static final int CHARACTERS_MAX = 2_000;

    private final Program program;
    private final Column.Type type;
    private final CelVariables variables;

    private CelExpression(Program program, Column.Type type, CelVariables variables) {
        this.program = program;
        this.type = type;
        this.variables = variables;
    }

    static Compiled compile(String text, EventStream stream) {
        if (text.length() > CHARACTERS_MAX) {
            return new Compiled.Wrong(0, "longer than " + CHARACTERS_MAX + " characters");
        }
        CelLanguage language = CelLanguage.over(stream);
        CelValidationResult checked = language.compile(text);
        if (checked.hasError()) {
            return wrong(text, checked.getErrors().getFirst());
        }
        try {
            return compiled(language, checked.getAst(), stream);
        } catch (CelValidationException | CelEvaluationException e) {
            return new Compiled.Wrong(0, String.valueOf(e.getMessage()));
        }
    }

    private static Compiled compiled(CelLanguage language, CelAbstractSyntaxTree tree, EventStream stream)
            throws CelEvaluationException {
        Column.Type type = columnType(tree.getResultType());
        if (type == null) {
            return new Compiled.Wrong(
                    0,
                    "gives a value of type " + tree.getResultType().name()
                            + ", expected a string, double, int, bool, timestamp or duration");
        }
        CelVariables variables = CelVariables.of(tree, stream);
        return new Compiled.Ready(new CelExpression(language.program(tree), type, variables));
    }

    @Override
    public Column.Type type() {
        return type;
    }

    @Override
    public @Nullable String unit() {
        return null;
    }

    @Override
    public Set<Integer> fields() {
        return variables.fields();
    }

    @Override
    public @Nullable Object value(Event event) {
        if (!variables.allPresent(event)) {
            return null;
        }
        try {
            return value(program.eval((String name) -> Optional.ofNullable(variables.value(name, event))));
        } catch (CelEvaluationException | ArithmeticException e) {
            return null; // no value for this event: documented, and the event is still counted elsewhere
        }
    }

    private static @Nullable Object value(Object result) {
        return switch (result) {
            case Double number -> Double.isFinite(number) ? (Object) (number + 0.0) : null;
            case Long number -> number;
            case Boolean bool -> bool;
            case String text -> text;
            case Instant time -> time.truncatedTo(ChronoUnit.MICROS);
            case Duration length -> (Object) (length.getSeconds() + length.getNano() / 1e9);
            default -> null;
        };
    }

    private static Column.@Nullable Type columnType(CelType type) {
        CelKind kind = type.kind();
        return switch (kind) {
            case STRING -> Column.Type.STRING;
            case DOUBLE, DURATION -> Column.Type.NUMBER;
            case INT -> Column.Type.INTEGER;
            case BOOL -> Column.Type.BOOLEAN;
            case TIMESTAMP -> Column.Type.TIME;
            default -> null;
        };
    }

    private static Compiled.Wrong wrong(String text, CelIssue issue) {
        String message = issue.getMessage()
                .replace(" (in container '')", "")
                .replaceFirst(" \\(candidates: .*", "")
                .replace("google.protobuf.Timestamp", "timestamp")
                .replace("google.protobuf.Duration", "duration");
        List<String> lines = text.lines().toList();
        int offset = issue.getSourceLocation().getColumn();
        for (int line = 0; line < issue.getSourceLocation().getLine() - 1 && line < lines.size(); line++) {
            offset += lines.get(line).codePointCount(0, lines.get(line).length()) + 1;
        }
        return new Compiled.Wrong(Math.max(0, offset), message);
    }
}
