package datalab.web.cache;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.stream.EventStream;
import datalab.store.archive.EventQuery;
import datalab.web.TestLab;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class QueryCostTest {
    private static final EventStream READINGS =
            TestLab.LAB.streams().values().iterator().next();

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

    private static EventQuery asked(Map<String, Object> equal, int limit) {
        return new EventQuery(READINGS, null, null, equal, false, null, limit);
    }
}
