package datalab.cli.simulate.scenario;

import java.time.Instant;

/**
 * One event of a scenario.
 *
 * @param json as it is sent, on one line
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once; instances are never compared
record SimulatedEvent(Instant time, byte[] json) {}
