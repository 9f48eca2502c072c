package datalab.ingest.door;

import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Cause;
import datalab.ingest.door.IngestResult.Rejected;
import datalab.ingest.lookup.ArchiveLookup;
import datalab.ingest.lookup.ArchiveLookupQueue;
import datalab.ingest.lookup.EntityCache;
import datalab.ingest.lookup.LookupResolver;
import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import datalab.log.AppendResult;
import datalab.log.EventLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single entry point through which all sources write to the log. Every transport hands its messages here, so checks,
 * limits, counting and rejects are implemented once. It responds only after the log has acknowledged the record: the
 * event, or the reject of a refused one.
 *
 * <p>Thread-safe. What waits for the log's acknowledgement is bounded for all senders together.
 */
public final class Ingest {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    /** The share of the in-flight budget that may wait for the archive, so that events of other streams can pass. */
    private static final int LOOKUP_SHARE = 4;

    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(5);
    /** Of an event that is not in the log yet. */
    private static final Coordinate NOWHERE = new Coordinate(-1, -1);

    private static final CancellableWait NONE = new CancellableWait(Duration.ZERO);

    private final EventLog log;
    private final IngestLimits limits;
    private final MeterRegistry meters;
    private final Clock clock;
    private final RecordEncoder encoder;
    private final InFlightBudget budget;
    private final InFlightBudget lookupBudget;
    private final ArchiveLookup archive;
    private final EntityCache known = new EntityCache();
    private final ReadBackWaiter readBack;
    private final CancellableWait shortWait;
    private final CancellableWait longWait;
    private final Map<String, ArchiveLookupQueue<PendingMessage>> lookupQueues = new ConcurrentHashMap<>();

    /** An instance for streams that need no archive. */
    public Ingest(EventLog log, IngestLimits limits, MeterRegistry meters, Clock clock) {
        this(log, limits, meters, clock, ArchiveLookup.NONE);
    }

    public Ingest(EventLog log, IngestLimits limits, MeterRegistry meters, Clock clock, ArchiveLookup archive) {
        this.log = log;
        this.limits = limits;
        this.meters = meters;
        this.clock = clock;
        this.encoder = new RecordEncoder(clock);
        this.budget = new InFlightBudget(limits.inFlightBytesMax());
        this.lookupBudget =
                new InFlightBudget(Math.max(limits.inFlightBytesMax() / LOOKUP_SHARE, cost(limits.eventBytesMax())));
        this.archive = archive;
        this.readBack = new ReadBackWaiter(archive, VISIBLE_WITHIN);
        this.shortWait = new CancellableWait(limits.roomWait());
        this.longWait = senderWait();
    }

    public IngestLimits limits() {
        return limits;
    }

    public Clock clock() {
        return clock;
    }

    /**
     * The binding of a stream to one source; created once and kept.
     *
     * @param source the kind of source: {@code http}, {@code grpc}, {@code mqtt}, {@code file}
     */
    public StreamBinding bind(EventStream stream, String source) {
        ArchiveLookupQueue<PendingMessage> lookups = ArchiveLookup.isAsked(stream)
                ? lookupQueues.computeIfAbsent(stream.topic(), topic -> lookups(stream))
                : null;
        return new StreamBinding(stream, new IngestMeters(meters, stream.topic(), source), lookups);
    }

    /** Waits for events to become visible in the archive. */
    public ReadBackWaiter readBack() {
        return readBack;
    }

    /** For senders that can be throttled: waits for room as long as for an acknowledgement, or until it is cancelled. */
    public CancellableWait senderWait() {
        return new CancellableWait(limits.ackWait());
    }

    /** Takes one message without ever waiting for room; the listener is called exactly once, perhaps before this returns. */
    public void accept(InboundMessage message, IngestListener listener) {
        enter(message, NONE, listener);
    }

    /** Takes one message and waits for its result, at most as long as the limits allow. */
    public IngestResult accept(InboundMessage message) {
        return await(answer -> enter(message, shortWait, answer));
    }

    /** As {@link #accept(InboundMessage)}, for a recorded reject: refused again, it is not recorded again. */
    public IngestResult retry(InboundMessage message) {
        Optional<IngestResult> repeat = otherValues(message);
        return repeat.isPresent() ? repeat.get() : await(answer -> enter(message, false, shortWait, answer));
    }

    /** Records an invalid input as a reject, without ever waiting for room. */
    public void refuse(RejectedInput rejected, IngestListener listener) {
        refuse(rejected, NONE, listener);
    }

    /** Records an invalid input as a reject, and waits for the acknowledgement. */
    public IngestResult refuse(RejectedInput rejected) {
        int cost = cost(rejected.bytes().length);
        if (!budget.take(cost, shortWait)) {
            return noRoom(meters(rejected));
        }
        return await(answer -> {
            keep(rejected, cost, meters(rejected), answer);
            return meters(rejected);
        });
    }

    /**
     * Opens a pipelined batch for many messages of one sender. Owned by one thread.
     *
     * @param source as in {@link InboundMessage}
     * @param once the prefix of its messages' idempotency keys, completed by the line number; null for none
     */
    public IngestBatch batch(StreamBinding binding, String source, @Nullable String once) {
        return new IngestBatch(this, binding, source, once);
    }

    /** Takes one message, waiting for quota and room as {@link #senderWait} does: for senders who can be held back. */
    public void acceptWaiting(InboundMessage message, IngestListener listener) {
        Busy over = SenderQuota.await(message.binding(), message.size(), limits.ackWait());
        enterUnless(over, message, longWait, listener);
    }

    /** The same of a message that its sender's quota has been asked for. */
    void acceptPaid(InboundMessage message, IngestListener listener) {
        enter(message, true, longWait, listener);
    }

    /** Takes one message, waiting for room alone. */
    public void acceptWithinQuota(InboundMessage message, IngestListener listener) {
        accept(message, longWait, listener);
    }

    /** Takes one message; waits for room as long as the sender does. */
    public void accept(InboundMessage message, CancellableWait wait, IngestListener listener) {
        enter(message, wait, listener);
    }

    /** Records an invalid input as a reject, waiting for room as {@link #acceptWaiting} does. */
    public void refuseWaiting(RejectedInput rejected, IngestListener listener) {
        refuse(rejected, longWait, listener);
    }

    /** Records an invalid input as a reject; waits for room as long as the sender does. */
    public void refuse(RejectedInput rejected, CancellableWait wait, IngestListener listener) {
        int cost = cost(rejected.bytes().length);
        if (budget.take(cost, wait)) {
            keep(rejected, cost, meters(rejected), listener);
        } else {
            listener.done(noRoom(meters(rejected)));
        }
    }

    /** Of a message that would become a reject once more, behind the log. */
    private Optional<IngestResult> otherValues(InboundMessage message) {
        EventStream stream = message.binding().stream();
        return stream.generated().isEmpty() && decode(message) instanceof DecodeResult.Accepted(DecodedPayload payload)
                ? readBack.look(stream, new Accepted(payload, NOWHERE, message.arrived()))
                        .map(repeat -> new Rejected(RejectReason.OTHER_VALUES, null, repeat.detail()))
                : Optional.empty();
    }

    private int cost(int payloadBytes) {
        return InFlightBudget.cost(Math.min(payloadBytes, limits.eventBytesMax()));
    }

    private IngestResult await(Function<AwaitedResult, IngestMeters> start) {
        AwaitedResult answer = new AwaitedResult();
        IngestMeters stage = start.apply(answer);
        IngestResult result = answer.await(limits.ackWait());
        return result == null
                ? busy(stage, "not acknowledged within " + limits.ackWait().toSeconds() + " s")
                : result;
    }

    private IngestMeters enter(InboundMessage message, CancellableWait wait, IngestListener listener) {
        return enterUnless(SenderQuota.take(message.binding(), message.size()), message, wait, listener);
    }

    private IngestMeters enterUnless(
            @Nullable Busy over, InboundMessage message, CancellableWait wait, IngestListener listener) {
        if (over == null) {
            return enter(message, true, wait, listener);
        }
        message.binding().meters.busy();
        listener.done(over);
        return message.binding().meters;
    }

    private IngestMeters enter(
            InboundMessage message, boolean keepsRefused, CancellableWait wait, IngestListener listener) {
        InFlightMessage inFlight = new InFlightMessage(message, cost(message.size()), keepsRefused, listener);
        if (hasRoom(message.binding(), inFlight.cost(), wait)) {
            take(inFlight);
        } else {
            listener.done(noRoom(message.binding().meters));
        }
        return message.binding().meters;
    }

    /** Takes the budget of lookups first, so that a message that waits for a lookup holds nothing that others need. */
    private boolean hasRoom(StreamBinding binding, int cost, CancellableWait wait) {
        if (binding.lookups == null) {
            return budget.take(cost, wait);
        }
        if (!lookupBudget.take(cost, wait)) {
            return false;
        }
        boolean has = budget.take(cost, wait);
        if (!has) {
            lookupBudget.giveBack(cost);
        }
        return has;
    }

    private void take(InFlightMessage inFlight) {
        InboundMessage message = inFlight.message();
        ArchiveLookupQueue<PendingMessage> lookups = message.binding().lookups;
        switch (decode(message)) {
            case DecodeResult.Accepted(DecodedPayload payload) -> {
                byte[] value = message.copy();
                if (lookups == null) {
                    append(inFlight, payload, value, inFlight.listener());
                } else {
                    lookups.enter(new PendingMessage(inFlight.holding(value), payload, value));
                }
            }
            case Refused why -> {
                if (lookups != null) {
                    lookupBudget.giveBack(inFlight.cost());
                }
                refuse(inFlight, why);
            }
        }
    }

    private ArchiveLookupQueue<PendingMessage> lookups(EventStream stream) {
        return new ArchiveLookupQueue<>(new LookupResolver(stream, archive, known), this::leaveLookups);
    }

    private void leaveLookups(PendingMessage pending) {
        InFlightMessage inFlight = pending.inFlight;
        lookupBudget.giveBack(inFlight.cost());
        ArchiveLookupQueue<PendingMessage> lookups = inFlight.message().binding().lookups;
        if (pending.refused() != null) {
            refuse(inFlight, pending.refused());
        } else if (pending.lookupFailure() != null) {
            budget.giveBack(inFlight.cost());
            inFlight.listener().done(busy(inFlight.message().binding().meters, pending.lookupFailure()));
        } else {
            append(inFlight, pending.payload(), pending.value(), result -> {
                if (lookups != null && result instanceof Accepted) {
                    lookups.accepted(pending);
                }
                inFlight.listener().done(result);
            });
        }
    }

    private DecodeResult decode(InboundMessage message) {
        if (message.length() > limits.eventBytesMax()) {
            return new Refused(
                    RejectReason.TOO_LARGE, null, message.length() + " bytes, the limit is " + limits.eventBytesMax());
        }
        DecodeResult decoded = message.binding()
                .decoder
                .decode(message.bytes(), message.offset(), message.length(), message.arrived());
        Refused refusal = decoded instanceof DecodeResult.Accepted(DecodedPayload payload)
                ? message.binding().refusal(payload)
                : null;
        return refusal == null ? decoded : refusal;
    }

    private void append(InFlightMessage inFlight, DecodedPayload payload, byte[] value, IngestListener listener) {
        IngestMeters stage = inFlight.message().binding().meters;
        int length = value.length; // all that is held of the message while it is under way
        int cost = inFlight.cost();
        log.append(encoder.event(inFlight.message(), payload, value), appended -> {
            budget.giveBack(cost);
            listener.done(
                    switch (appended) {
                        case AppendResult.Kept kept -> {
                            stage.kept(length);
                            yield new Accepted(payload, kept.at(), kept.timestamp());
                        }
                        case AppendResult.Failed failed -> busy(stage, failed);
                    });
        });
    }

    private void refuse(InFlightMessage inFlight, Refused why) {
        InboundMessage message = inFlight.message();
        if (inFlight.keepsRefused()) {
            RejectedInput rejected = rejected(message, why);
            if (inFlight.listener().gathers(rejected)) {
                budget.giveBack(inFlight.cost());
            } else {
                keep(rejected, inFlight.cost(), message.binding().meters, inFlight.listener());
            }
        } else {
            budget.giveBack(inFlight.cost());
            inFlight.listener().done(new Rejected(why.reason(), why.field(), why.detail()));
        }
    }

    private void keep(RejectedInput rejected, int cost, IngestMeters stage, IngestListener listener) {
        Refused why = rejected.why();
        log.append(encoder.reject(rejected), appended -> {
            budget.giveBack(cost);
            listener.done(
                    switch (appended) {
                        case AppendResult.Kept kept -> {
                            stage.rejected();
                            yield new Rejected(why.reason(), why.field(), why.detail());
                        }
                        case AppendResult.Failed failed -> busy(stage, failed);
                    });
        });
    }

    private static RejectedInput rejected(InboundMessage message, Refused why) {
        int kept = Math.min(message.length(), Reject.PAYLOAD_BYTES_MAX);
        return new RejectedInput(
                message.binding().stream,
                Arrays.copyOfRange(message.bytes(), message.offset(), message.offset() + kept),
                message.length(),
                message.source(),
                message.arrived(),
                message.once(),
                why);
    }

    private IngestMeters meters(RejectedInput rejected) {
        EventStream stream = rejected.stream();
        int colon = rejected.source().indexOf(':');
        String kind = colon < 0 ? rejected.source() : rejected.source().substring(0, colon);
        return new IngestMeters(meters, stream == null ? null : stream.topic(), kind);
    }

    private Busy noRoom(IngestMeters stage) {
        return busy(stage, "too much is waiting for the log's acknowledgement", Cause.CROWDED);
    }

    private Busy busy(IngestMeters stage, String detail) {
        return busy(stage, detail, Cause.AWAY);
    }

    private Busy busy(IngestMeters stage, AppendResult.Failed failed) {
        return busy(stage, failed.detail(), failed.stopped() ? Cause.STOPPED : Cause.AWAY);
    }

    private Busy busy(IngestMeters stage, String detail, Cause cause) {
        stage.busy();
        LOG.atDebug().addKeyValue("detail", detail).log("message not taken");
        return new Busy(limits.retryAfter(), detail, cause);
    }
}
