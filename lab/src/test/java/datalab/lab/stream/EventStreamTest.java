package datalab.lab.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.yaml.LabFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private static final Instant ARRIVED = Instant.parse("2024-05-01T10:00:05Z");

    private final EventStream stream = stream("""
            lab: a
            streams:
              s: {key: id, time: at, unique: [at, id], fields: {value: number, id: string}}
            """);

    @Test
    void identifiesAnEventByItsUniqueFieldsInTheOrderOfTheFile() {
        Instant time = Instant.parse("2024-05-01T10:00:00Z");

        assertThat(event("a", time).uniqueValues()).containsExactly(time, "a");
    }

    @Test
    void identifiesAnEventWithoutATimeByItsArrival() {
        assertThat(event("a", null).uniqueValues()).containsExactly(ARRIVED, "a");
    }

    @Test
    void takesAnEventWithoutARequiredValueForABug() {
        assertThatThrownBy(() -> event(null, null).uniqueValues())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no value for unique field id at 3:7");
    }

    private Event event(@Nullable String id, @Nullable Instant time) {
        Object[] values = {1.5, id};
        return new Event(
                stream, new DecodedPayload(values, time, Origin.OBSERVED, null), ARRIVED, new Coordinate(3, 7));
    }

    private static EventStream stream(String yaml) {
        LabFile.Valid valid = (LabFile.Valid) LabFile.parse("lab.yaml", Path.of("/labs"), yaml);
        return Objects.requireNonNull(valid.lab().streams().get("s"));
    }
}
