package datalab.store.batch;

import datalab.lab.event.Offsets;

/**
 * A consistent cut through a stream: events below it belong to epochs up to {@code epoch}, all others to later ones.
 *
 * @param below for each partition the offset of the first event above the line
 */
public record EpochCut(long epoch, Offsets below) {}
