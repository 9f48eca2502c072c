package datalab.app;

import datalab.ingest.door.InboundMessage;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestResult;
import datalab.ingest.door.StreamBinding;
import datalab.lab.Lab;
import datalab.lab.event.Event;
import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.web.rest.RejectSender;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends rejects through {@code Ingest} again; an adapter, as web must not depend on ingest. Thread-safe. */
final class IngestRejectSender implements RejectSender {
    private final Ingest ingest;
    private final Clock clock;
    private final Map<String, StreamBinding> bindings = new HashMap<>();

    IngestRejectSender(Ingest ingest, List<Lab> labs, Clock clock) {
        this.ingest = ingest;
        this.clock = clock;
        for (Lab lab : labs) {
            for (EventStream stream : lab.streams().values()) {
                bindings.put(stream.topic(), ingest.bind(stream, "retry"));
            }
        }
    }

    @Override
    public Outcome send(Reject reject, byte[] payload) {
        String topic = reject.lab() + "." + reject.stream();
        StreamBinding binding = bindings.get(topic);
        if (binding == null) {
            throw new IllegalStateException("reject " + reject.id() + " belongs to no stream of this process");
        }
        InboundMessage message = new InboundMessage(
                binding, payload, 0, payload.length, "retry:" + reject.id(), clock.instant(), "retry:" + reject.id());
        return switch (ingest.retry(message)) {
            case IngestResult.Accepted kept ->
                new Outcome.Kept(new Event(binding.stream(), kept.payload(), kept.arrived(), kept.at()));
            case IngestResult.Rejected why -> new Outcome.Refused(why.reason(), why.field(), why.detail());
            case IngestResult.Busy busy -> new Outcome.Busy(busy.retryAfter(), busy.detail());
        };
    }
}
