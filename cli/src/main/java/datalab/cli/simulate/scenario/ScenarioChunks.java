package datalab.cli.simulate.scenario;

import datalab.cli.send.Chunk;
import datalab.cli.send.ChunkBuilder;
import datalab.cli.send.Chunks;
import datalab.cli.simulate.pace.StopSignal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the events of a scenario into chunks, and hands each out when its last event is due. Where they are cut depends on the
 * events alone, so that one that is sent again is the same at any speed. Not thread-safe.
 */
final class ScenarioChunks implements Chunks {
    static final String CONTENT_TYPE = "application/x-ndjson";

    /** A chunk holds events of at most this part of the scenario's time, so that they flow where there is a speed. */
    private static final int PARTS = 1_000;

    private final SimulatedEvents events;
    private final ChunkBuilder chunk = new ChunkBuilder(CONTENT_TYPE);
    private final double speed;
    private final StopSignal stop;
    private final double partSeconds;
    private final long startedNanos = System.nanoTime();
    private @Nullable SimulatedEvent ahead;
    private @Nullable Instant first;
    private @Nullable Instant last;
    private long count;

    /** @param speed seconds of the events' time in a second; 0 waits for nothing */
    ScenarioChunks(SimulatedEvents events, double speed, StopSignal stop) {
        this.events = events;
        this.speed = speed;
        this.stop = stop;
        this.partSeconds = seconds(events.end()) / PARTS;
    }

    @Override
    public @Nullable Chunk next() throws IOException {
        SimulatedEvent event = ahead == null ? events.next() : ahead;
        long part = event == null ? 0 : part(event);
        Instant end = last;
        while (event != null && !chunk.isFull() && part(event) == part) {
            chunk.addRow(event.json(), 0, event.json().length, ++count, 1);
            first = first == null ? event.time() : first;
            end = event.time();
            event = events.next();
        }
        ahead = event;
        if (chunk.isEmpty() || end == null || isStoppedBefore(end)) {
            return null;
        }
        last = end;
        return chunk.build();
    }

    /** The time of the first event that was handed out; null before. */
    @Nullable
    Instant first() {
        return first;
    }

    /** The time of the last event that was handed out; null before. */
    @Nullable
    Instant last() {
        return last;
    }

    /** Names a chunk by what is in it, so that it counts once however often it is sent. */
    static String onceKey(Chunk chunk, int seed) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update((seed + " " + chunk.index() + "\n").getBytes(StandardCharsets.US_ASCII));
            return "simulate:" + HexFormat.of().formatHex(hash.digest(chunk.body()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private boolean isStoppedBefore(Instant due) {
        long nanos = speed == 0 ? 0 : startedNanos + (long) (seconds(due) / speed * 1e9) - System.nanoTime();
        return nanos > 0 ? stop.awaitAsked(nanos) : stop.isAsked();
    }

    private long part(SimulatedEvent event) {
        return (long) (seconds(event.time()) / partSeconds);
    }

    private double seconds(Instant time) {
        return Duration.between(events.begin(), time).toMillis() / 1e3;
    }
}
