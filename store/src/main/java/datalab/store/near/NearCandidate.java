package datalab.store.near;

import datalab.store.archive.EventQuery.Position;

/**
 * The position and place in the archive of an event that may be near, for the exact distance check; NaN if it has no
 * position.
 */
public record NearCandidate(Position at, double latitude, double longitude) {}
