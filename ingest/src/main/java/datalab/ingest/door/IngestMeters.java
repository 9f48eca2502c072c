package datalab.ingest.door;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/** The ingest metrics of one source and one stream. Thread-safe. */
final class IngestMeters {
    private static final String NONE = "none";

    private final Counter events;
    private final Counter rejected;
    private final Counter busy;
    private final Counter bytes;

    /**
     * @param topic of the stream; null where no stream takes the inputs
     * @param source the kind of source: {@code http}, {@code mqtt}, {@code file}
     */
    IngestMeters(MeterRegistry meters, @Nullable String topic, String source) {
        String stream = topic == null ? NONE : topic;
        events = meters.counter("datalab.ingest.events", "stream", stream, "source", source);
        rejected = meters.counter("datalab.ingest.rejected", "stream", stream, "source", source);
        busy = meters.counter("datalab.ingest.busy", "stream", stream, "source", source);
        bytes = meters.counter("datalab.ingest.bytes", "stream", stream, "source", source);
    }

    void kept(int payloadBytes) {
        events.increment();
        bytes.increment(payloadBytes);
    }

    void rejected() {
        rejected.increment();
    }

    void rejected(int more) {
        rejected.increment(more);
    }

    void busy() {
        busy.increment();
    }
}
