package datalab.lab.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicFilterTest {

    @ParameterizedTest
    @CsvSource({
        "sensors, sensors, true",
        "sensors, sensors/a, false",
        "sensors/#, sensors, true",
        "sensors/#, sensors/a/b, true",
        "sensors/+, sensors/a, true",
        "sensors/+, sensors/, true",
        "sensors/+, sensors, false",
        "sensors/+, sensors/a/b, false",
        "+/a, x/a, true",
        "#, $SYS/x, false",
        "+/x, $SYS/x, false",
        "$SYS/#, $SYS/x, true",
    })
    void matchesAsTheStandardSays(String filter, String topic, boolean expected) {
        boolean matches = TopicFilter.of(filter).matches(TopicFilter.split(topic));

        assertThat(matches).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "sensors/#, sensors, true",
        "sensors/#, sensors/a, true",
        "sensors/+, sensors/a, true",
        "+/a, sensors/+, true",
        "sensors, sensors/#, true",
        "sensors/a, sensors/b, false",
        "sensors/+, sensors/a/b, false",
        "other/#, sensors/#, false",
        "#, sensors, true",
    })
    void tellsWhetherTwoFiltersCanMeanTheSame(String one, String other, boolean expected) {
        assertThat(TopicFilter.of(one).overlaps(TopicFilter.of(other))).isEqualTo(expected);
        assertThat(TopicFilter.of(other).overlaps(TopicFilter.of(one))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "sensors/#, sensors, true",
        "sensors/#, sensors/#, true",
        "sensors/#, sensors/+/a, true",
        "sensors/+, sensors/a, true",
        "sensors/+, sensors/#, false",
        "sensors/+, sensors, false",
        "sensors/+, sensors/a/b, false",
        "sensors/a, sensors/+, false",
        "a/+/c, a/b/+, false",
        "#, a/+/#, true",
    })
    void tellsWhetherOneFilterMatchesAllThatAnotherDoes(String one, String other, boolean expected) {
        assertThat(TopicFilter.of(one).covers(TopicFilter.of(other))).isEqualTo(expected);
    }

    @Test
    void allowsWildcardsWhereTheStandardDoes() {
        assertThat(TopicFilter.of("a/+/#").isValid()).isTrue();
        assertThat(TopicFilter.of("a/#/b").isValid()).isFalse();
        assertThat(TopicFilter.of("a+/b").isValid()).isFalse();
        assertThat(TopicFilter.of("").isValid()).isFalse();
    }

    @Test
    void namesATopicThatItMeans() {
        assertThat(TopicFilter.of("sensors/#").exampleTopic("a")).isEqualTo("sensors");
        assertThat(TopicFilter.of("sensors/+/value").exampleTopic("a")).isEqualTo("sensors/a/value");
    }
}
