package datalab.store.near;

import datalab.store.archive.ArchivedEvent;

/**
 * An event found by a search by distance, with its nearest center and the distance.
 *
 * @param around the index in the question of the place it is nearest to, the lowest of equally near ones
 * @param metres how far that is, on the WGS 84 ellipsoid
 */
public record NearEvent(ArchivedEvent event, int around, double metres) {}
