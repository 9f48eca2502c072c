package datalab.ingest.door;

import datalab.ingest.lookup.ArchiveLookupQueue;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.DecodedPayload;
import datalab.lab.stream.EventStream;
import org.jspecify.annotations.Nullable;

/** Binds one source to one stream: the precomputed decoder, topic and metrics. Thread-safe; made by {@link Ingest}. */
public final class StreamBinding {
    final EventStream stream;
    final EventDecoder decoder;
    final String topic;
    final String type;
    final IngestMeters meters;
    /** The queue in which its messages wait for archive lookups; null if none are needed. */
    final @Nullable ArchiveLookupQueue<PendingMessage> lookups;

    private final int key;

    StreamBinding(EventStream stream, IngestMeters meters, @Nullable ArchiveLookupQueue<PendingMessage> lookups) {
        this.stream = stream;
        this.decoder = EventDecoder.ofSenders(stream);
        this.topic = stream.topic();
        this.type = "datalab." + topic;
        this.meters = meters;
        this.lookups = lookups;
        String keyField = stream.key();
        this.key = keyField == null ? -1 : stream.indexOf(keyField);
    }

    public EventStream stream() {
        return stream;
    }

    /** The text of the key field's value, which decides the partition; null where there is none. */
    @Nullable
    String key(DecodedPayload payload) {
        Object value = key < 0 ? null : payload.values()[key];
        return value == null ? null : value.toString();
    }
}
