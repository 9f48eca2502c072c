package datalab.lab.expression;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Streams;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.expression.Expression.Compiled;
import datalab.lab.stream.EventStream;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
    private static final EventStream STREAM = Streams.readings(EventStream.Extra.KEEP, ZoneOffset.UTC);
    private static final Instant TIME = Instant.parse("2024-05-31T10:20:30.5Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    value                                       | NUMBER  | 2.5
                    name                                        | STRING  | a😀b
                    timestamp                                   | TIME    | 2024-05-31T10:20:30.500Z
                    size(name)                                  | INTEGER | 3
                    value * 2 + count                           | NUMBER  | 12.0
                    2 / value                                   | NUMBER  | 0.8
                    value > 2 ? 'high' : 'low'                  | STRING  | high
                    on && count > 3                             | BOOLEAN | true
                    math.abs(-value)                            | NUMBER  | 2.5
                    timestamp.getHours()                        | INTEGER | 10
                    timestamp - timestamp('2024-05-31T10:20:00Z') | NUMBER | 30.5
                    """)
    void givesTypeAndValue(String text, Column.Type type, String value) {
        Event event = event("a😀b", 2.5, 7L, true);

        Expression expression = ready(text);

        assertThat(expression.type()).isEqualTo(type);
        assertThat(String.valueOf(expression.value(event))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "count / 0",
        "count * 9223372036854775807",
        "value / 0",
        "math.sqrt(0.0 - value)",
        "size(name) + size(string(since))"
    })
    void hasNoValueWhereItFails(String text) {
        Event event = event("a", 2.5, 7L, true);

        Object value = ready(text).value(event);

        assertThat(value).isNull();
    }

    @Test
    void hasNoValueWhereAFieldItNamesHasNone() {
        Event event = event("a", null, 7L, null);

        Object value = ready("on ? value : 0.0").value(event);

        assertThat(value).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nope + 1      | 0 | undeclared reference to 'nope'
                    value +       | 7 | mismatched input
                    name + 1      | 5 | found no matching overload for '_+_' applied to '(string, int)'
                    [value]       | 0 | gives a value of type list, expected a string, double, int
                    """)
    void saysWhereTheFaultIs(String text, int offset, String detail) {
        Compiled compiled = Expression.compile(text, STREAM);

        assertThat(compiled).isInstanceOfSatisfying(Compiled.Wrong.class, wrong -> {
            assertThat(wrong.offset()).isEqualTo(offset);
            assertThat(wrong.detail()).startsWith(detail).doesNotContain("candidates");
        });
    }

    @Test
    void keepsTheUnitOfAPlainField() {
        Expression plain = ready("value");
        Expression computed = ready("value * 2");

        assertThat(plain.unit()).isEqualTo("°C");
        assertThat(computed.unit()).isNull();
    }

    private static Expression ready(String text) {
        return ((Compiled.Ready) Expression.compile(text, STREAM)).expression();
    }

    private static Event event(@Nullable Object... values) {
        @Nullable Object[] all = java.util.Arrays.copyOf(values, 5);
        return Streams.event(STREAM, new Coordinate(0, 0), TIME, all);
    }
}
