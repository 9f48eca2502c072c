package datalab.store.batch;

import datalab.lab.event.Offsets;
import java.util.Map;

/**
 * A consistent cut through a stream: events below it belong to epochs up to {@code epoch}, all others to later ones.
 *
 * @param below for each partition the offset of the first event above the line
 */
public record EpochCut(long epoch, Offsets below) {
    public EpochCut(long epoch, Map<Integer, Long> below) {
        this(epoch, new Offsets(below));
    }
}
