package datalab.ingest.door;

import datalab.access.AccessDenied;
import datalab.access.Caller;
import datalab.access.quota.ClientQuota;
import datalab.ingest.lookup.ArchiveLookupQueue;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import java.util.Set;
import java.util.TreeSet;
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
    private final @Nullable Set<String> keys;
    final ClientQuota quota;

    StreamBinding(EventStream stream, IngestMeters meters, @Nullable ArchiveLookupQueue<PendingMessage> lookups) {
        this(stream, EventDecoder.ofSenders(stream), meters, lookups, null, ClientQuota.NONE);
    }

    private StreamBinding(
            EventStream stream,
            EventDecoder decoder,
            IngestMeters meters,
            @Nullable ArchiveLookupQueue<PendingMessage> lookups,
            @Nullable Set<String> keys,
            ClientQuota quota) {
        this.stream = stream;
        this.decoder = decoder;
        this.topic = stream.topic();
        this.type = "datalab." + topic;
        this.meters = meters;
        this.lookups = lookups;
        String keyField = stream.key();
        this.key = keyField == null ? -1 : stream.indexOf(keyField);
        this.keys = keys;
        this.quota = quota;
    }

    /**
     * For a sender.
     *
     * @throws AccessDenied where they may send nothing to the stream's lab
     */
    public StreamBinding of(Caller sender) {
        Set<String> own = sender.keys(stream.lab());
        return own == null && sender.quota().takesAll()
                ? this
                : new StreamBinding(
                        stream, decoder, meters, lookups, own == null ? null : Set.copyOf(own), sender.quota());
    }

    public EventStream stream() {
        return stream;
    }

    /** Why the sender may not send an event; null where they may. */
    @Nullable
    Refused refusal(DecodedPayload payload) {
        if (keys == null) {
            return null;
        }
        String sent = key(payload);
        if (sent != null && keys.contains(sent)) {
            return null;
        }
        String may = String.join(", ", new TreeSet<>(keys));
        return sent == null
                ? new Refused(
                        RejectReason.NOT_ALLOWED,
                        null,
                        "the sender may send under " + may + " alone, and this has no key")
                : new Refused(RejectReason.NOT_ALLOWED, stream.key(), "the sender may send under " + may + " alone");
    }

    /** The text of the key field's value, which decides the partition; null where there is none. */
    @Nullable
    String key(DecodedPayload payload) {
        Object value = key < 0 ? null : payload.values()[key];
        return value == null ? null : value.toString();
    }
}
