package datalab.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.cli.simulate.SimulatedMessage.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SensorFleetTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void sameSeedGivesSameMessages() {
        List<SimulatedMessage> one = messages(new SensorFleet(50, 7), 10_000);
        List<SimulatedMessage> other = messages(new SensorFleet(50, 7), 10_000);

        assertThat(texts(one)).isEqualTo(texts(other));
        assertThat(texts(one)).isNotEqualTo(texts(messages(new SensorFleet(50, 8), 10_000)));
    }

    @Test
    void doesWhatRealSensorsDo() {
        List<SimulatedMessage> messages = messages(new SensorFleet(50, 1), 50_000);

        Set<Kind> kinds = messages.stream().map(SimulatedMessage::kind).collect(Collectors.toSet());
        assertThat(kinds).containsExactlyInAnyOrder(Kind.values());
        assertThat(messages.stream()
                        .filter(message -> message.kind() == Kind.GOOD)
                        .count())
                .isGreaterThan((long) (0.9 * messages.size()));
    }

    @Test
    void oneSensorIsStuck() {
        List<SimulatedMessage> messages = messages(new SensorFleet(25, 1), 1_000);

        long values = messages.stream()
                .filter(message -> message.topic().equals("sensors/sensor25") && message.kind() == Kind.GOOD)
                .map(message -> text(message).replaceAll(".*\"value\":([^,]*),.*", "$1"))
                .distinct()
                .count();
        assertThat(values).isEqualTo(1);
    }

    private static List<SimulatedMessage> messages(SensorFleet fleet, int turns) {
        List<SimulatedMessage> messages = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            messages.addAll(fleet.next(NOON.plusMillis(5L * i)));
        }
        return messages;
    }

    private static List<String> texts(List<SimulatedMessage> messages) {
        return messages.stream().map(SensorFleetTest::text).toList();
    }

    private static String text(SimulatedMessage message) {
        return new String(message.payload(), StandardCharsets.UTF_8);
    }
}
