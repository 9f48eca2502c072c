package datalab.process.publish;

import datalab.lab.stream.EventStream;
import java.util.List;

/** Sends events of DataLab's own into a stream. Thread-safe. */
public interface EventSender {

    /**
     * Answers when the log has all of them.
     *
     * @throws NotSent where it has not said so in time: it may have some or all of them all the same
     */
    void send(EventStream stream, List<String> events);

    /** The log has not acknowledged events. */
    final class NotSent extends RuntimeException {
        public NotSent(String reason) {
            super(reason);
        }
    }
}
