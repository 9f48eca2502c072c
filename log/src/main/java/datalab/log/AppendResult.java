package datalab.log;

import datalab.lab.event.Coordinate;
import java.time.Instant;

/** The result of appending one record. */
public sealed interface AppendResult {

    /** The log has it on as many replicas as it was told to. */
    record Kept(Coordinate at, Instant timestamp) implements AppendResult {}

    /**
     * The log did not acknowledge it in time, or cannot take it now. It may or may not be there.
     *
     * @param stopped whether its topic takes nothing until a person has decided; then it is not there
     */
    record Failed(String detail, boolean stopped) implements AppendResult {
        public Failed(String detail) {
            this(detail, false);
        }
    }
}
