package datalab.web.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabFileSectionTest {
    private static final String LAB = """
            lab: Sensors
            # what comes in
            streams:
              readings:
                key: name
                in:
                  mqtt: secret
                  http: /ingress

                fields:
                  name: {type: string}
            views:
              # by name
              latest: {of: readings, by: [name], keep: last}
              per_minute:
                of: readings
                every: 1m
            """;

    @Test
    void findsAStreamWithoutWhereItComesFrom() {
        assertThat(LabFileSection.of(LAB, "streams", "readings", "in")).contains("""
                readings:
                  key: name
                  fields:
                    name: {type: string}
                """);
    }

    @Test
    void findsViewsOnOneLineAndOnSeveral() {
        assertThat(LabFileSection.of(LAB, "views", "latest", "in"))
                .contains("latest: {of: readings, by: [name], keep: last}\n");
        assertThat(LabFileSection.of(LAB, "views", "per_minute", "in"))
                .contains("per_minute:\n  of: readings\n  every: 1m\n");
    }

    @Test
    void findsNothingWhereItIsWrittenInAnotherWay() {
        assertThat(LabFileSection.of("{lab: A, streams: {a: {}}}", "streams", "a", "in"))
                .isEmpty();
        assertThat(LabFileSection.of("", "streams", "a", "in")).isEmpty();
    }
}
