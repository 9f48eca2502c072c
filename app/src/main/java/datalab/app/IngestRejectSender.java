package datalab.app;

import datalab.ingest.Ingest;
import datalab.ingest.IngestResult;
import datalab.ingest.Intake;
import datalab.ingest.Message;
import datalab.lab.Lab;
import datalab.lab.event.Event;
import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.web.rest.Resend;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends rejects through the one door again; web and ingest do not know each other. Thread-safe. */
final class IngestRejectSender implements Resend {
    private final Ingest ingest;
    private final Clock clock;
    private final Map<String, Intake> intakes = new HashMap<>();

    IngestRejectSender(Ingest ingest, List<Lab> labs, Clock clock) {
        this.ingest = ingest;
        this.clock = clock;
        for (Lab lab : labs) {
            for (EventStream stream : lab.streams().values()) {
                intakes.put(stream.topic(), ingest.intake(stream, "retry"));
            }
        }
    }

    @Override
    public Outcome send(Reject reject, byte[] payload) {
        String topic = reject.lab() + "." + reject.stream();
        Intake intake = intakes.get(topic);
        if (intake == null) {
            throw new IllegalStateException("reject " + reject.id() + " belongs to no stream of this process");
        }
        Message message = new Message(
                intake, payload, 0, payload.length, "retry:" + reject.id(), clock.instant(), "retry:" + reject.id());
        return switch (ingest.retry(message)) {
            case IngestResult.Accepted kept ->
                new Outcome.Kept(new Event(intake.stream(), kept.payload(), kept.arrived(), kept.at()));
            case IngestResult.Rejected why -> new Outcome.Refused(why.reason(), why.field(), why.detail());
            case IngestResult.Busy busy -> new Outcome.Busy(busy.retryAfter(), busy.detail());
        };
    }
}
