package datalab.web.cache;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.yaml.LabFile;
import datalab.store.archive.EventQuery;
import datalab.store.query.FieldFilter;
import datalab.store.query.Filters;
import datalab.store.query.Sort;
import datalab.store.view.ViewLayer;
import datalab.store.view.ViewQuery;
import datalab.web.TestLab;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class QueryCostTest {
    private static final EventStream READINGS =
            TestLab.LAB.streams().values().iterator().next();
    private static final Lab VIEWS = ((LabFile.Valid) LabFile.parse("lab.yaml", Path.of("."), """
                    lab: cost
                    streams:
                      readings: {key: name, fields: {name: string, value: number}}
                    views:
                      total: {of: readings, n: count}
                      each: {of: readings, by: [name], n: count}
                    """)).lab();

    @Test
    void fewEventsOfAKeyAreQuick() {
        assertThat(QueryCost.of(asked(Map.of(), 100))).isEqualTo(QueryCost.QUICK);
        assertThat(QueryCost.of(asked(Map.of(READINGS.key(), "a"), 1_000))).isEqualTo(QueryCost.QUICK);
    }

    @Test
    void manyEventsOrOnesThatHaveToBeSearchedForAreHeavy() {
        assertThat(QueryCost.of(asked(Map.of(), 1_001))).isEqualTo(QueryCost.HEAVY);
        assertThat(QueryCost.of(asked(Map.of("value", 1.5), 1))).isEqualTo(QueryCost.HEAVY);
    }

    @Test
    void rowsChosenByColumnsAreHeavyAlsoWhereNothingIsGroupedBy() {
        Filters many = new Filters(Map.of("n", new FieldFilter(List.of(), 5L, null)));

        assertThat(QueryCost.of(rows("total", many))).isEqualTo(QueryCost.HEAVY);
        assertThat(QueryCost.of(rows("total", new Filters(Map.of())))).isEqualTo(QueryCost.QUICK);
        assertThat(QueryCost.of(rows("each", Filters.equal(Map.of("name", "a")))))
                .isEqualTo(QueryCost.QUICK);
    }

    private static EventQuery asked(Map<String, Object> equal, int limit) {
        return new EventQuery(READINGS, null, null, equal, false, null, limit);
    }

    private static ViewQuery rows(String name, Filters where) {
        View view = Objects.requireNonNull(VIEWS.views().get(name));
        ViewFold fold = new ViewFold(view, VIEWS.streamOf(view));
        return new ViewQuery(fold, null, null, where, 0, false, Sort.USUAL, null, 100, ViewLayer.MERGED);
    }
}
