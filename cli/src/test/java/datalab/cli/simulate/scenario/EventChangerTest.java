package datalab.cli.simulate.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.lab.Lab;
import datalab.lab.scenario.ScenarioChanges;
import datalab.lab.yaml.LabFile;
import datalab.lab.yaml.ScenarioFile;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EventChangerTest {
    private static final Lab LAB = ((LabFile.Valid) LabFile.parse("lab.yaml", Path.of("/labs"), """
            lab: twin
            streams:
              readings: {key: name, time: at, fields: {name: string, a: number, b: number, n: integer, scenario: string}}
              numbered:
                key: name
                time: at
                fields: {id: {type: integer, generated: true}, name: integer, a: number, scenario: string}
            """)).lab();
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void leavesWhatNoChangeIsOnAsItWasWritten() throws JsonProcessingException {
        String event = "{\"name\":\"x\",\"a\":1.50E2,\"b\":null,\"n\":9007199254740993,\"scenario\":null,"
                + "\"at\":\"2026-01-01T00:00:00Z\",\"_time\":\"2026-01-01T00:00:00Z\",\"_at\":\"0:7\",\"_origin\":\"observed\","
                + "\"more\":[0.1000,{\"x\":1e400}]}";

        assertThat(changed("readings", "{field: b, scale: 2}", event))
                .isEqualTo(
                        "{\"name\":\"x\",\"a\":150,\"b\":null,\"n\":9007199254740993,\"scenario\":\"test\","
                                + "\"at\":\"2026-01-01T00:00:00Z\",\"more\":[0.1000,{\"x\":1E+400}],\"_origin\":\"simulated\"}");
        assertThat(changed("readings", "{field: n, scale: 1}", event)).contains("\"n\":9007199254740993");
    }

    @Test
    void changesNumbersAndLeavesOutWhatIsOffline() throws JsonProcessingException {
        assertThat(changed("readings", "{field: a, scale: 0.8}", "{\"name\":\"x\",\"a\":10}"))
                .contains("\"a\":8.0");
        assertThat(changed("readings", "{field: n, scale: 0.8}", "{\"name\":\"x\",\"n\":7}"))
                .contains("\"n\":6,");
        assertThat(changed("readings", "{keys: [x], offline: true}", "{\"name\":\"x\",\"n\":7}"))
                .isNull();
        assertThat(changed("readings", "{keys: [y], offline: true}", "{\"name\":\"x\",\"n\":7}"))
                .isNotNull();
    }

    @Test
    void letsNumbersBeHandedOutAnew() throws JsonProcessingException {
        assertThat(changed("numbered", "{keys: [5], field: a, add: 1}", "{\"id\":3,\"name\":5,\"a\":1.5}"))
                .contains("\"name\":5,\"a\":2.5,")
                .doesNotContain("\"id\"");
    }

    private static @Nullable String changed(String stream, String change, String event) throws JsonProcessingException {
        String yaml =
                "scenario: test\nof: " + stream + "\nfrom: 2026-01-01\nto: 2026-01-02\nchanges: [" + change + "]\n";
        return switch (ScenarioFile.parse("test.yaml", yaml, LAB)) {
            case ScenarioFile.Invalid wrong -> throw new AssertionError(wrong.mistakes());
            case ScenarioFile.Valid valid -> {
                EventChanger changer =
                        new EventChanger(valid.scenario(), new ScenarioChanges(valid.scenario(), 1, TIME));
                SimulatedEvent changed = changer.changed((ObjectNode) EventChanger.JSON.readTree(event), TIME);
                yield changed == null ? null : new String(changed.json(), UTF_8);
            }
        };
    }
}
