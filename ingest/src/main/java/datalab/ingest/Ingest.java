package datalab.ingest;

import datalab.ingest.IngestResult.Accepted;
import datalab.ingest.IngestResult.Busy;
import datalab.ingest.IngestResult.Cause;
import datalab.ingest.IngestResult.Rejected;
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
 * The one door into the log. Every transport hands its messages here, so checks, limits, counting and rejects are decided
 * once. Whatever it answers is answered only when the log has it: the event as an event, a refused one as a reject.
 *
 * <p>Thread-safe. What waits for the log's acknowledgement is bounded for all senders together.
 */
public final class Ingest {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    /** What may wait for the archive, as a part of all that may be under way: events of other streams go by it. */
    private static final int LOBBY_SHARE = 4;

    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(5);
    /** Of an event that is not in the log yet. */
    private static final Coordinate NOWHERE = new Coordinate(-1, -1);

    private static final Patience NONE = new Patience(Duration.ZERO);

    private final EventLog log;
    private final IngestLimits limits;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Envelope envelope;
    private final Room room;
    private final Room lobbyRoom;
    private final Archive archive;
    private final KnownEntities known = new KnownEntities();
    private final Visibility visibility;
    private final Patience shortly;
    private final Patience patiently;
    private final Map<String, Lobby<PendingMessage>> lobbies = new ConcurrentHashMap<>();

    /** A door for streams that need no archive. */
    public Ingest(EventLog log, IngestLimits limits, MeterRegistry meters, Clock clock) {
        this(log, limits, meters, clock, Archive.NONE);
    }

    public Ingest(EventLog log, IngestLimits limits, MeterRegistry meters, Clock clock, Archive archive) {
        this.log = log;
        this.limits = limits;
        this.meters = meters;
        this.clock = clock;
        this.envelope = new Envelope(clock);
        this.room = new Room(limits.inFlightBytesMax());
        this.lobbyRoom = new Room(Math.max(limits.inFlightBytesMax() / LOBBY_SHARE, cost(limits.eventBytesMax())));
        this.archive = archive;
        this.visibility = new Visibility(archive, VISIBLE_WITHIN);
        this.shortly = new Patience(limits.roomWait());
        this.patiently = patience();
    }

    public IngestLimits limits() {
        return limits;
    }

    public Clock clock() {
        return clock;
    }

    /**
     * A stream as one way in sees it; made once and kept.
     *
     * @param source the kind of source: {@code http}, {@code grpc}, {@code mqtt}, {@code file}
     */
    public Intake intake(EventStream stream, String source) {
        Lobby<PendingMessage> lobby = Archive.isAsked(stream) ? lobbies.computeIfAbsent(stream.topic(), topic -> lobby(stream)) : null;
        return new Intake(stream, new StageMeters(meters, stream.topic(), source), lobby);
    }

    /** Tells when events can be read back. */
    public Visibility visibility() {
        return visibility;
    }

    /** For a sender who can be held back: waits for room as long as for an acknowledgement, or until it is ended. */
    public Patience patience() {
        return new Patience(limits.ackWait());
    }

    /** Takes one message without ever waiting for room; the listener is called exactly once, perhaps before this returns. */
    public void accept(Message message, IngestListener listener) {
        enter(message, NONE, listener);
    }

    /** Takes one message and waits for what became of it, for at most as long as the limits say. */
    public IngestResult accept(Message message) {
        return await(answer -> enter(message, shortly, answer));
    }

    /** As {@link #accept(Message)}, for what is kept as a reject already: refused again, it is not kept again. */
    public IngestResult retry(Message message) {
        Optional<IngestResult> repeat = otherValues(message);
        return repeat.isPresent() ? repeat.get() : await(answer -> enter(message, false, shortly, answer));
    }

    /** Keeps an input that is known to be no event, without ever waiting for room. */
    public void refuse(Refusal refusal, IngestListener listener) {
        refuse(refusal, NONE, listener);
    }

    /** Keeps an input that is known to be no event, and waits until it is kept. */
    public IngestResult refuse(Refusal refusal) {
        int cost = cost(refusal.bytes().length);
        if (!room.take(cost, shortly)) {
            return noRoom(meters(refusal));
        }
        return await(answer -> {
            keep(refusal, cost, meters(refusal), answer);
            return meters(refusal);
        });
    }

    /**
     * Opens a way for many messages of one sender, pipelined. Its owner is one thread.
     *
     * @param source as in {@link Message}
     * @param once what the once ids of its messages begin with, the line's number being the rest; null for none
     */
    public IngestBatch batch(Intake intake, String source, @Nullable String once) {
        return new IngestBatch(this, intake, source, once);
    }

    /** Takes one message, waiting for room as {@link #patience} does: for senders who can be held back. */
    public void acceptPatiently(Message message, IngestListener listener) {
        accept(message, patiently, listener);
    }

    /** Takes one message; waits for room as long as the sender does. */
    public void accept(Message message, Patience patience, IngestListener listener) {
        enter(message, patience, listener);
    }

    /** Keeps an input that is known to be no event, waiting for room as {@link #acceptPatiently} does. */
    public void refusePatiently(Refusal refusal, IngestListener listener) {
        refuse(refusal, patiently, listener);
    }

    /** Keeps an input that is known to be no event; waits for room as long as the sender does. */
    public void refuse(Refusal refusal, Patience patience, IngestListener listener) {
        int cost = cost(refusal.bytes().length);
        if (room.take(cost, patience)) {
            keep(refusal, cost, meters(refusal), listener);
        } else {
            listener.done(noRoom(meters(refusal)));
        }
    }

    /** Of a message that would become a reject once more, behind the log. */
    private Optional<IngestResult> otherValues(Message message) {
        EventStream stream = message.intake().stream();
        return stream.generated().isEmpty() && decode(message) instanceof DecodeResult.Accepted(DecodedPayload payload)
                ? visibility
                        .look(stream, new Accepted(payload, NOWHERE, message.arrived()))
                        .map(repeat -> new Rejected(RejectReason.OTHER_VALUES, null, repeat.detail()))
                : Optional.empty();
    }

    private int cost(int payloadBytes) {
        return Room.cost(Math.min(payloadBytes, limits.eventBytesMax()));
    }

    private IngestResult await(Function<Answer, StageMeters> start) {
        Answer answer = new Answer();
        StageMeters stage = start.apply(answer);
        IngestResult result = answer.await(limits.ackWait());
        return result == null
                ? busy(stage, "not acknowledged within " + limits.ackWait().toSeconds() + " s")
                : result;
    }

    private StageMeters enter(Message message, Patience patience, IngestListener listener) {
        return enter(message, true, patience, listener);
    }

    private StageMeters enter(Message message, boolean keepsRefused, Patience patience, IngestListener listener) {
        Taking taking = new Taking(message, cost(message.size()), keepsRefused, listener);
        if (hasRoom(message.intake(), taking.cost(), patience)) {
            take(taking);
        } else {
            listener.done(noRoom(message.intake().meters));
        }
        return message.intake().meters;
    }

    /** Waits for the lobby first, so that who waits there holds nothing that others need. */
    private boolean hasRoom(Intake intake, int cost, Patience patience) {
        if (intake.lobby == null) {
            return room.take(cost, patience);
        }
        if (!lobbyRoom.take(cost, patience)) {
            return false;
        }
        boolean has = room.take(cost, patience);
        if (!has) {
            lobbyRoom.giveBack(cost);
        }
        return has;
    }

    private void take(Taking taking) {
        Message message = taking.message();
        Lobby<PendingMessage> lobby = message.intake().lobby;
        switch (decode(message)) {
            case DecodeResult.Accepted(DecodedPayload payload) -> {
                byte[] value = message.copy();
                if (lobby == null) {
                    append(taking, payload, value, taking.listener());
                } else {
                    lobby.enter(new PendingMessage(taking.holding(value), payload, value));
                }
            }
            case Refused why -> {
                if (lobby != null) {
                    lobbyRoom.giveBack(taking.cost());
                }
                refuse(taking, why);
            }
        }
    }

    private Lobby<PendingMessage> lobby(EventStream stream) {
        return new Lobby<>(new Entities(stream, archive, known), this::leaveLobby);
    }

    private void leaveLobby(PendingMessage pending) {
        Taking taking = pending.taking;
        lobbyRoom.giveBack(taking.cost());
        Lobby<PendingMessage> lobby = taking.message().intake().lobby;
        if (pending.refused() != null) {
            refuse(taking, pending.refused());
        } else if (pending.trouble() != null) {
            room.giveBack(taking.cost());
            taking.listener().done(busy(taking.message().intake().meters, pending.trouble()));
        } else {
            append(taking, pending.payload(), pending.value(), result -> {
                if (lobby != null && result instanceof Accepted) {
                    lobby.accepted(pending);
                }
                taking.listener().done(result);
            });
        }
    }

    private DecodeResult decode(Message message) {
        if (message.length() > limits.eventBytesMax()) {
            return new Refused(
                    RejectReason.TOO_LARGE, null, message.length() + " bytes, the limit is " + limits.eventBytesMax());
        }
        return message.intake().decoder.decode(message.bytes(), message.offset(), message.length(), message.arrived());
    }

    private void append(Taking taking, DecodedPayload payload, byte[] value, IngestListener listener) {
        StageMeters stage = taking.message().intake().meters;
        int length = value.length; // all that is held of the message while it is under way
        int cost = taking.cost();
        log.append(envelope.event(taking.message(), payload, value), appended -> {
            room.giveBack(cost);
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

    private void refuse(Taking taking, Refused why) {
        Message message = taking.message();
        if (taking.keepsRefused()) {
            Refusal refusal = refusal(message, why);
            if (taking.listener().gathers(refusal)) {
                room.giveBack(taking.cost());
            } else {
                keep(refusal, taking.cost(), message.intake().meters, taking.listener());
            }
        } else {
            room.giveBack(taking.cost());
            taking.listener().done(new Rejected(why.reason(), why.field(), why.detail()));
        }
    }

    private void keep(Refusal refusal, int cost, StageMeters stage, IngestListener listener) {
        Refused why = refusal.why();
        log.append(envelope.reject(refusal), appended -> {
            room.giveBack(cost);
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

    private static Refusal refusal(Message message, Refused why) {
        int kept = Math.min(message.length(), Reject.PAYLOAD_BYTES_MAX);
        return new Refusal(
                message.intake().stream,
                Arrays.copyOfRange(message.bytes(), message.offset(), message.offset() + kept),
                message.length(),
                message.source(),
                message.arrived(),
                message.once(),
                why);
    }

    private StageMeters meters(Refusal refusal) {
        EventStream stream = refusal.stream();
        int colon = refusal.source().indexOf(':');
        String kind = colon < 0 ? refusal.source() : refusal.source().substring(0, colon);
        return new StageMeters(meters, stream == null ? null : stream.topic(), kind);
    }

    private Busy noRoom(StageMeters stage) {
        return busy(stage, "too much is waiting for the log's acknowledgement", Cause.CROWDED);
    }

    private Busy busy(StageMeters stage, String detail) {
        return busy(stage, detail, Cause.AWAY);
    }

    private Busy busy(StageMeters stage, AppendResult.Failed failed) {
        return busy(stage, failed.detail(), failed.stopped() ? Cause.STOPPED : Cause.AWAY);
    }

    private Busy busy(StageMeters stage, String detail, Cause cause) {
        stage.busy();
        LOG.atDebug().addKeyValue("detail", detail).log("message not taken");
        return new Busy(limits.retryAfter(), detail, cause);
    }
}
