package datalab.cli.simulate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Made-up sensors that take turns. The same seed gives the same messages at the same times. Not thread-safe. */
final class SensorFleet {
    /** Of so many sensors one is stuck. */
    private static final int STUCK_EVERY = 25;

    private final List<SimulatedSensor> sensors = new ArrayList<>();
    private int turn;

    SensorFleet(int devices, long seed) {
        for (int i = 0; i < devices; i++) {
            boolean stuck = i % STUCK_EVERY == STUCK_EVERY - 1;
            sensors.add(new SimulatedSensor("sensor" + (i + 1), seed * 1_000_003 + i, stuck));
        }
    }

    int size() {
        return sensors.size();
    }

    /** What the next sensor publishes. */
    List<SimulatedMessage> next(Instant now) {
        SimulatedSensor sensor = sensors.get(turn);
        turn = (turn + 1) % sensors.size();
        return sensor.next(now);
    }
}
