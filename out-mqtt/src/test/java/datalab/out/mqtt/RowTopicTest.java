package datalab.out.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.expression.Column;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.testkit.contract.OutputTargetContract;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which topic a key has. */
final class RowTopicTest {
    private static final OutputTable USERS = OutputTargetContract.table(
            "plant/users",
            OutputTargetContract.key("id", Column.Type.STRING),
            OutputTargetContract.column("name", Column.Type.STRING));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a      | plant/users/a
            a/b    | plant/users/a%2Fb
            +      | plant/users/%2B
            '#1'   | plant/users/%231
            50%    | plant/users/50%25
            a b-ü🎈 | plant/users/a b-ü🎈
            _      | plant/users/%5F
            _a     | plant/users/_a
            ''     | plant/users/
            """)
    void encodesWhatALevelCannotHold(String id, String topic) {
        assertThat(RowTopic.of(USERS, OutputRow.of(id, "Ann"))).isEqualTo(topic);
    }

    @Test
    void encodesWhatABrokerMayRefuse() {
        assertThat(RowTopic.of(USERS, OutputRow.of("\u0000\n\u0085\ufdd0\uffff", "Ann")))
                .isEqualTo("plant/users/%00%0A%C2%85%EF%B7%90%EF%BF%BF");
    }

    @Test
    void hasALevelForEachKey() {
        OutputTable windows = OutputTargetContract.table(
                "windows",
                OutputTargetContract.key("name", Column.Type.STRING),
                OutputTargetContract.column("n", Column.Type.INTEGER),
                OutputTargetContract.key("height", Column.Type.NUMBER),
                OutputTargetContract.key("window_start", Column.Type.TIME));
        Instant noon = Instant.parse("2026-01-01T12:00:00.5Z");

        assertThat(RowTopic.of(windows, OutputRow.of("a", 1L, 2.0, noon)))
                .isEqualTo("windows/a/2/2026-01-01T12:00:00.500Z");
        assertThat(RowTopic.of(windows, OutputRow.gone(null, null, 0.5, noon)))
                .isEqualTo("windows/_/0.5/2026-01-01T12:00:00.500Z");
    }

    @Test
    void isTheTableItselfWhereNothingIdentifiesARow() {
        OutputTable one = OutputTargetContract.table("one", OutputTargetContract.column("n", Column.Type.INTEGER));

        assertThat(RowTopic.of(one, OutputRow.of(1L))).isEqualTo("one");
    }

    @Test
    void differsForEachKey() {
        List<@Nullable String> ids = Stream.of(null, "", "_", "%5F", "__", "/", "%2F", "%", "%25", " ", "\u0000", "%00")
                .toList();

        assertThat(ids.stream().map(id -> RowTopic.of(USERS, OutputRow.of(id, "Ann"))))
                .doesNotHaveDuplicates();
    }
}
