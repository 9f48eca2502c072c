package datalab.lab.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimePatternTest {

    @ParameterizedTest
    @CsvSource({
        "2016-10-01T00:00:00Z, 2016-10-01 00:00:00 UTC",
        "2016-10-01T00:00:00.5Z, 2016-10-01 00:00:00.5 UTC",
        "2016-10-01T00:00:59.120Z, 2016-10-01 00:00:59.12 UTC",
        "2016-10-01T00:00:59.999999Z, 2016-10-01 00:00:59.999 UTC",
    })
    void writesAFractionInBracketsOnlyWhereThereIsOne(Instant time, String written) {
        assertThat(TimePattern.writing("yyyy-MM-dd HH:mm:ss[.SSS] 'UTC'").format(time.atZone(ZoneOffset.UTC)))
                .isEqualTo(written);
    }

    @Test
    void refusesWhatIsNoPattern() {
        assertThatThrownBy(() -> TimePattern.writing("yyyy '[.SSS]'")).isInstanceOf(IllegalArgumentException.class);
    }
}
