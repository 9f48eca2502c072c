package datalab.ingest.mqtt.session;

import java.time.Duration;

/**
 * What may be remembered of clients.
 *
 * @param eachBytesMax of one client
 * @param allBytesMax of all that are connected, beyond a small part of each one's own; half as much again of those away
 * @param expiryMax how long after its connection a session is kept at most
 * @param deliveriesMax how many events wait for one client before it loses some
 */
public record SessionLimits(int eachBytesMax, long allBytesMax, Duration expiryMax, int deliveriesMax) {}
