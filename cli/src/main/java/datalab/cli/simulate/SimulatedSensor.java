package datalab.cli.simulate;

import datalab.cli.simulate.SimulatedMessage.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * One made-up temperature sensor: a daily cycle of its own, noise that drifts, and now and then what real sensors do: spikes,
 * silence, readings that come late, broken messages, a value that sticks. The same seed gives the same run. Not thread-safe.
 */
final class SimulatedSensor {
    private static final double SECONDS_A_DAY = 86_400;
    private static final double CALM_MILLIS = 5_000;
    private static final double SPIKE_CHANCE = 0.002;
    private static final double BAD_CHANCE = 0.002;
    private static final double SILENCE_CHANCE = 0.001;
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);
    private static final int HELD_BACK_MAX = 500;

    private final String name;
    private final Random random;
    private final boolean stuck;
    private final double mean;
    private final double swing;
    private final double phase;
    private final List<SimulatedMessage> heldBack = new ArrayList<>();
    private double drift;
    private Instant before = Instant.EPOCH;
    private double stuckAt = Double.NaN;
    private Instant silentUntil = Instant.MIN;
    private boolean keepsWhileSilent;

    SimulatedSensor(String name, long seed, boolean stuck) {
        this.name = name;
        this.random = new Random(seed);
        this.stuck = stuck;
        this.mean = 12 + 10 * random.nextDouble();
        this.swing = 3 + 5 * random.nextDouble();
        this.phase = random.nextDouble() * 0.1;
    }

    /** What it publishes at its next turn: mostly one message, none while out of reach, many when it is back. */
    List<SimulatedMessage> next(Instant now) {
        SimulatedMessage reading = reading(now);
        if (now.isBefore(silentUntil)) {
            if (keepsWhileSilent && heldBack.size() < HELD_BACK_MAX) {
                heldBack.add(new SimulatedMessage(reading.topic(), reading.payload(), Kind.LATE));
            }
            return List.of();
        }
        List<SimulatedMessage> messages = new ArrayList<>(heldBack);
        heldBack.clear();
        messages.add(random.nextDouble() < BAD_CHANCE ? bad() : reading);
        if (random.nextDouble() < SILENCE_CHANCE) {
            silentUntil = now.plusMillis((long) (random.nextDouble() * SILENCE_MAX.toMillis()));
            keepsWhileSilent = random.nextBoolean();
        }
        return messages;
    }

    private SimulatedMessage reading(Instant now) {
        boolean spike = random.nextDouble() < SPIKE_CHANCE;
        double value = truth(now) + (spike ? 25 + 30 * random.nextDouble() : 0);
        if (stuck) {
            stuckAt = Double.isNaN(stuckAt) ? value : stuckAt;
            value = stuckAt;
        }
        String json =
                String.format(Locale.ROOT, "{\"name\":\"%s\",\"value\":%.2f,\"timestamp\":\"%s\"}", name, value, now);
        return message(json.getBytes(StandardCharsets.UTF_8), spike && !stuck ? Kind.SPIKE : Kind.GOOD);
    }

    private double truth(Instant now) {
        double day = now.getEpochSecond() / SECONDS_A_DAY;
        // Air does not jump: what a reading differs from the one before grows with the time between them.
        double share = Math.min(1, Duration.between(before, now).toMillis() / CALM_MILLIS);
        before = now;
        drift = (1 - 0.02 * share) * drift + 0.05 * share * random.nextGaussian();
        // Warmest in the early afternoon.
        double cycle = Math.sin(2 * Math.PI * (day - 0.33 - phase));
        return mean + swing * cycle + drift + 0.05 * share * random.nextGaussian();
    }

    private SimulatedMessage bad() {
        byte[] payload = switch (random.nextInt(5)) {
            case 0 -> ascii("{'name': '" + name + "', 'value': 5.1}");
            case 1 -> ascii("{\"name\":\"" + name + "\",\"val");
            case 2 -> ascii("5");
            case 3 -> ascii("{\"name\":\"" + name + "\",\"value\":\"warm\"}");
            default -> new byte[] {(byte) 0xff, (byte) 0xfe, 0x00, (byte) 0xc3, 0x28};
        };
        return message(payload, Kind.BAD);
    }

    private SimulatedMessage message(byte[] payload, Kind kind) {
        return new SimulatedMessage("sensors/" + name, payload, kind);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
