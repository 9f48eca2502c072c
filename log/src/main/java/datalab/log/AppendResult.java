package datalab.log;

import datalab.lab.event.Coordinate;
import java.time.Instant;

/** The result of appending one record. */
public sealed interface AppendResult {

    /** Acknowledged by as many replicas as required. */
    record Kept(Coordinate at, Instant timestamp) implements AppendResult {}

    /**
     * The log did not acknowledge it in time, or cannot take it now. It may or may not be there.
     *
     * @param stopped whether its topic rejects writes until an operator resumes it; then it was not written
     */
    record Failed(String detail, boolean stopped) implements AppendResult {
        public Failed(String detail) {
            this(detail, false);
        }
    }
}
