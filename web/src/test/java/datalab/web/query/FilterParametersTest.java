package datalab.web.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.http.Parameters;
import datalab.http.openapi.OperationParameter;
import datalab.lab.expression.Column;
import datalab.lab.time.TimeRule;
import datalab.store.query.FieldFilter;
import datalab.store.query.Filters;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterParametersTest {
    private static final List<Column> COLUMNS = List.of(
            column("name", Column.Type.STRING),
            column("limit", Column.Type.INTEGER),
            column("value", Column.Type.NUMBER),
            column("value.min", Column.Type.STRING),
            column("top", Column.Type.JSON));
    private static final FilterParameters FILTERS = FilterParameters.of(COLUMNS, List.of("from", "limit"));

    @Test
    void readsValuesAndBounds() {
        assertThat(parse("name=b&name=a&name.is=c&value.max=2.5"))
                .isEqualTo(new Filters(Map.of(
                        "name", new FieldFilter(List.of("b", "a", "c"), null, null),
                        "value", new FieldFilter(List.of(), null, 2.5))));
    }

    @Test
    void readsWhetherRowsWithoutAValuePass() {
        assertThat(parse("name=b&name.none=true&value.none=true&limit.is=1&limit.none=false"))
                .isEqualTo(new Filters(Map.of(
                        "name", new FieldFilter(List.of("b"), null, null, true),
                        "value", new FieldFilter(List.of(), null, null, true),
                        "limit", FieldFilter.equal(1L))));
        assertThatThrownBy(() -> parse("name.none=1")).hasMessage("'name.none' is '1', expected true or false");
        assertThatThrownBy(() -> parse("name.none=true&name.none=true"))
                .hasMessage("parameter 'name.none' is given 2 times, expected once");
    }

    @Test
    void takesAFieldThatIsCalledLikeAnotherParameter() {
        assertThat(parse("limit=7&limit.is=3&limit.min=1"))
                .isEqualTo(new Filters(Map.of("limit", new FieldFilter(List.of(3L), 1L, null))));
    }

    /** Of two that a name could stand for, it is the field of that name. */
    @Test
    void prefersTheFieldThatHasTheWholeName() {
        assertThat(parse("value.min=x")).isEqualTo(Filters.equal(Map.of("value.min", "x")));
    }

    @Test
    void refusesMoreValuesThanAStoreShouldLookFor() {
        String many = "name=a&".repeat(1_001);

        assertThatThrownBy(() -> parse(many)).hasMessage("'name' is given more than 1000 values");
    }

    @Test
    void describesEachOnce() {
        assertThat(FILTERS.described(FILTERS.columns()))
                .extracting(OperationParameter::name)
                .containsExactlyInAnyOrder(
                        "name",
                        "name.none",
                        "limit.is",
                        "limit.min",
                        "limit.max",
                        "limit.none",
                        "value",
                        "value.max",
                        "value.min",
                        "value.none",
                        "value.min.none");
    }

    private static Filters parse(String query) {
        KnownParameters known = new KnownParameters(List.of("from", "limit"), FILTERS);
        return FILTERS.parse(
                QueryParameters.of(Parameters.of(query), known), new TimeParameters(TimeRule.UTC, Clock.systemUTC()));
    }

    private static Column column(String name, Column.Type type) {
        return new Column(name, type, null);
    }
}
