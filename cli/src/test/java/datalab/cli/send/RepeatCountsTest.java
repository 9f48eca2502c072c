package datalab.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RepeatCountsTest {
    private static final StreamStatus BEFORE = status(100, 7, 3);

    @Test
    void tellsRepeatsWithTheSameValuesFromThoseWithOthers() {
        RepeatCounts repeated = RepeatCounts.between(BEFORE, status(101, 7 + 2 + 1, 3 + 4), 7, 1);

        assertThat(repeated).isEqualTo(new RepeatCounts(4, 2));
    }

    @Test
    void takesNoRejectOfAnotherSenderForOneOfThese() {
        RepeatCounts repeated = RepeatCounts.between(BEFORE, status(103, 7 + 5, 3 + 4), 7, 0);

        assertThat(repeated).isEqualTo(new RepeatCounts(4, 0));
    }

    private static StreamStatus status(long accepted, long rejected, long duplicates) {
        return new StreamStatus(accepted, rejected, duplicates, List.of(), null, true);
    }
}
