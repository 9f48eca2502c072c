package datalab.lab.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.Streams;
import datalab.lab.aggregate.Avg;
import datalab.lab.aggregate.Count;
import datalab.lab.aggregate.Distinct;
import datalab.lab.aggregate.Min;
import datalab.lab.aggregate.Quantile;
import datalab.lab.aggregate.Stddev;
import datalab.lab.aggregate.Sum;
import datalab.lab.aggregate.Top;
import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.pick.First;
import datalab.lab.aggregate.pick.KeepLast;
import datalab.lab.aggregate.pick.Last;
import datalab.lab.aggregate.pick.MaxBy;
import datalab.lab.aggregate.pick.MinBy;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.stream.EventStream;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewFoldTest {
    private static final EventStream STREAM = Streams.readings(EventStream.Extra.KEEP, ZoneOffset.UTC);
    private static final Instant TIME = Instant.parse("2024-05-31T10:20:30.5Z");

    @ParameterizedTest
    @CsvSource({
        "2024-05-31T10:20:30.5Z, PT1M,  2024-05-31T10:20:00Z",
        "2024-05-31T10:20:00Z,   PT1M,  2024-05-31T10:20:00Z",
        "2024-05-31T10:20:30.5Z, PT1H,  2024-05-31T10:00:00Z",
        "2024-05-31T10:20:30.5Z, P1D,   2024-05-31T00:00:00Z",
        "1969-12-31T23:59:59.5Z, PT1M,  1969-12-31T23:59:00Z",
        "1969-12-31T23:59:00Z,   PT1M,  1969-12-31T23:59:00Z",
        "1950-01-01T00:00:00.1Z, P7D,   1949-12-29T00:00:00Z",
        "2024-05-31T10:20:30.7Z, PT0.5S, 2024-05-31T10:20:30.5Z"
    })
    void windowsAreAlignedToTheEpochInUtc(Instant time, Duration every, Instant windowStart) {
        ViewFold fold = fold(List.of("name"), every, new Count("n"));

        RowKey key = fold.key(event(0, time, "a", 1.0));

        assertThat(key).isEqualTo(new RowKey(List.of("a"), windowStart));
    }

    @Test
    void saysWhichFieldsItIsMadeFrom() {
        assertThat(fold(List.of(), null, new Count("n")).fields()).isEmpty();
        assertThat(fold(List.of("name", "timestamp"), null, new Count("n")).fields())
                .containsExactly(STREAM.indexOf("name"));
        assertThat(fold(List.of(), null, new MaxBy("top", "value * 2.0", List.of("name")))
                        .fields())
                .containsExactlyInAnyOrder(STREAM.indexOf("name"), STREAM.indexOf("value"));
        assertThat(fold(List.of("name"), null, new KeepLast("last")).fields()).hasSameSizeAs(STREAM.fields());
    }

    @Test
    void groupsByTheTimeFieldAndByMissingValues() {
        ViewFold fold = fold(List.of("timestamp", "value"), null, new Count("n"));

        RowKey key = fold.key(event(0, TIME, "a", null));

        assertThat(key.group()).containsExactly(TIME, null);
        assertThat(key.windowStart()).isNull();
    }

    @Test
    void eventsWithoutTheValueDoNotCount() {
        ViewFold fold = fold(
                List.of(),
                null,
                new Count("n"),
                new Sum("sum", "value"),
                new Avg("mean", "value"),
                new First("first", "value"),
                new MaxBy("top", "value", List.of("name")));

        Partial none = folded(fold, event(0, TIME, "a", null));
        Partial some = folded(fold, event(0, TIME, "a", null), event(1, TIME, "b", 3.0));

        assertThat(fold.present(none)).containsExactly(1L, null, null, null, null);
        assertThat(fold.present(some)).containsExactly(2L, 3.0, 3.0, 3.0, "{\"name\":\"b\"}");
    }

    @Test
    void presentsNothingOfAnEmptyPartial() {
        ViewFold fold = fold(
                List.of(),
                null,
                new Count("n"),
                new Stddev("spread", "value"),
                new Min("low", "value"),
                new Distinct("names", "name"),
                new Quantile("p95", "value", 0.95),
                new Top("frequent", "name", 3));

        List<@Nullable Object> values = fold.present(fold.empty());

        assertThat(values).containsExactly(0L, null, null, 0L, null, "[]");
    }

    @Test
    void tiesOfFirstGoToTheLowestPlaceAndOfLastToTheHighest() {
        ViewFold fold = fold(List.of(), null, new First("first", "name"), new Last("last", "name"));

        Partial partial = folded(fold, event(2, TIME, "c", 1.0), event(1, TIME, "b", 1.0), event(3, TIME, "d", 1.0));

        assertThat(fold.present(partial)).containsExactly("b", "d");
    }

    @Test
    void tiesOfMaxByGoToTheEarlierEventThenToTheLowerPlace() {
        ViewFold fold = fold(List.of(), null, new MaxBy("top", "size(name)", List.of("name", "timestamp")));

        Partial partial = folded(
                fold, event(0, TIME.plusSeconds(1), "aa", 1.0), event(2, TIME, "bb", 1.0), event(1, TIME, "cc", 1.0));

        assertThat(fold.present(partial))
                .containsExactly("{\"name\":\"cc\",\"timestamp\":\"2024-05-31T10:20:30.500Z\"}");
    }

    @Test
    void listsTheMostFrequentValuesFirstAndTheLowerOfEquals() {
        ViewFold fold = fold(List.of(), null, new Top("top", "name", 3), new Top("ns", "value", 1));

        Partial partial = folded(
                fold,
                event(0, TIME, "d", 0.0),
                event(1, TIME, "b", -0.0),
                event(2, TIME, "c", 1.5),
                event(3, TIME, "c", null),
                event(4, TIME, "a", 2.0));

        assertThat(fold.present(partial))
                .containsExactly(
                        "[{\"value\":\"c\",\"count\":2},{\"value\":\"a\",\"count\":1},{\"value\":\"b\",\"count\":1}]",
                        "[{\"value\":0,\"count\":2}]");
    }

    @Test
    void countsLongTextsAsTheirBeginning() {
        ViewFold fold = fold(List.of(), null, new Top("top", "name", 3));
        String beginning = "😀".repeat(500);

        Partial partial = folded(fold, event(0, TIME, beginning + "a", 0.0), event(1, TIME, beginning + "b", 0.0));

        assertThat(fold.present(partial)).containsExactly("[{\"value\":\"" + beginning + "\",\"count\":2}]");
    }

    @Test
    void keepsAllFieldsOfTheLatestEvent() {
        ViewFold fold = fold(List.of("name"), null, new KeepLast("last"));

        Partial partial = folded(fold, event(5, TIME, "a", 5.1), event(6, TIME.minusSeconds(9), "a", 7.0));

        assertThat(fold.columns().stream().map(Column::name))
                .containsExactly("value", "count", "on", "since", "timestamp", "_time", "_at");
        assertThat(fold.present(partial)).containsExactly(5.1, null, null, null, TIME, TIME, "0:5");
        assertThat(fold.components().stream().map(Component::column))
                .containsExactly(
                        "_last_value",
                        "_last_count",
                        "_last_on",
                        "_last_since",
                        "_last__time",
                        "_last__partition",
                        "_last__offset");
        assertThat(fold.componentValues(partial)).containsExactly(5.1, null, null, null, TIME, 0L, 5L);
    }

    @Test
    void keepsTheUnitWhereTheFoldDoes() {
        ViewFold fold = fold(List.of(), null, new Avg("mean", "value"), new Distinct("different", "value"));

        List<Column> columns = fold.columns();

        assertThat(columns)
                .containsExactly(
                        new Column("mean", Column.Type.NUMBER, "°C"),
                        new Column("different", Column.Type.INTEGER, null));
    }

    @Test
    void sumsBeyondADoubleAreNoNumber() {
        ViewFold fold = fold(List.of(), null, new Sum("sum", "value"), new Avg("mean", "value"));

        Partial partial = folded(fold, event(0, TIME, "a", 1.5e308), event(1, TIME, "a", 1.5e308));

        assertThat(fold.present(partial)).containsExactly(null, 1.5e308);
    }

    @Test
    void writesARowAsJson() throws IOException {
        ViewFold fold = fold(
                List.of("name"),
                Duration.ofMinutes(1),
                new Count("n"),
                new Avg("mean", "value"),
                new MinBy("low", "value", List.of("value")));
        Event event = event(0, TIME, "a", 5.25);
        StringWriter text = new StringWriter();

        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            new ViewJson(fold).write(out, fold.key(event), folded(fold, event));
        }

        assertThat(text)
                .hasToString("{\"name\":\"a\",\"window_start\":\"2024-05-31T10:20:00Z\",\"n\":1,\"mean\":5.25,"
                        + "\"low\":{\"value\":5.25}}");
    }

    @ParameterizedTest
    @CsvSource({"'', end too early", "02, format 2", "0100ff, left over", "01ffffffffffffffffffff, does not end"})
    void refusesBytesThatItDidNotWrite(String hex, String message) {
        ViewFold fold = fold(List.of(), null, new Count("n"));

        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> fold.decode(bytes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message);
    }

    private static Partial folded(ViewFold fold, Event... events) {
        Partial partial = fold.empty();
        for (Event event : events) {
            fold.add(partial, event);
        }
        return partial;
    }

    private static Event event(long offset, Instant time, String name, @Nullable Double value) {
        return Streams.event(STREAM, new Coordinate(0, offset), time, name, value, null, null, null);
    }

    private static ViewFold fold(List<String> by, @Nullable Duration every, Aggregate... aggregates) {
        return new ViewFold(new View("sensors", "v", "readings", by, every, List.of(aggregates)), STREAM);
    }
}
