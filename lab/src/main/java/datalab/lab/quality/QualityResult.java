package datalab.lab.quality;

import datalab.lab.event.Coordinate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The flags of one event by the quality tests, and any amended flags of the event before it.
 *
 * @param flags for {@link QualityFold#flagsJson}
 * @param amendment null where nothing new is known of an earlier event
 */
@SuppressWarnings("ArrayRecordComponent") // hot path; instances are never compared
public record QualityResult(byte[] flags, @Nullable Amendment amendment) {

    /**
     * All flags of an earlier event of the same key, which replace those it had. It may be an event of the same batch.
     *
     * @param at the event
     * @param time its event time
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Amendment(Coordinate at, Instant time, byte[] flags) {}
}
