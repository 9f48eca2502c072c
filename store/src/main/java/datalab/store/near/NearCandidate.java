package datalab.store.near;

import datalab.store.archive.EventQuery.Position;

/** As much of an archived event as tells whether it is near; NaN where it has no position. */
public record NearCandidate(Position at, double latitude, double longitude) {}
