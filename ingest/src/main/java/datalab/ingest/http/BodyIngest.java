package datalab.ingest.http;

import datalab.access.Caller;
import datalab.ingest.door.InboundMessage;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestBatch;
import datalab.ingest.door.IngestBatchResult;
import datalab.ingest.door.IngestResult;
import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Rejected;
import datalab.ingest.door.ReadBackResult;
import datalab.ingest.door.RejectedInput;
import datalab.ingest.door.SenderQuota;
import datalab.ingest.door.StreamBinding;
import datalab.ingest.format.EventReader;
import datalab.ingest.format.JsonArrayReader;
import datalab.ingest.format.MalformedBody;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.StreamInputs;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes the events of a request's body into one stream, and says what became of them. Thread-safe. */
final class BodyIngest {
    static final String SOURCE = "http";
    /** How far a body is read that is too large anyway, to say how large it is. */
    private static final long COUNTED_BYTES_MAX = 64L * 1024 * 1024;

    private static final int MARK_BYTES = 3;

    private final Ingest ingest;
    private final StreamBinding binding;
    private final CreatedEvent kept;
    private final int invalid;
    private final boolean waits;

    private final boolean ownPath;

    /** @param ownPath whether it is for the lab's own paths, whose behavior lab.yaml declares */
    BodyIngest(Ingest ingest, StreamBinding binding, boolean ownPath) {
        this.ownPath = ownPath;
        this.ingest = ingest;
        this.binding = binding;
        this.kept = new CreatedEvent(binding.stream(), ownPath);
        StreamInputs in = binding.stream().in();
        this.invalid = ownPath ? in.invalid() : StreamInputs.UNPROCESSABLE;
        this.waits = ownPath && in.waits();
    }

    /** For a sender, who may send to the stream's lab. */
    BodyIngest of(Caller sender) {
        StreamBinding own = binding.of(sender);
        return own == binding ? this : new BodyIngest(ingest, own, ownPath);
    }

    /** @param once the prefix of the events' idempotency keys; null for none */
    ReplayableResponse take(BodyFormat form, RequestBody body, @Nullable String once) {
        return switch (form) {
            case BodyFormat.Many(EventReader reader) -> many(reader, body, once);
            case BodyFormat.Json json -> oneOrMany(body, once);
        };
    }

    private ReplayableResponse oneOrMany(RequestBody body, @Nullable String once) {
        try {
            PushbackInputStream in = new PushbackInputStream(body, MARK_BYTES);
            int first = firstByte(in);
            if (first < 0) {
                return IngestResponses.empty();
            }
            if (first == '[') {
                return many((ignored, batch) -> new JsonArrayReader().read(in, batch), body, once);
            }
            return one(in.readNBytes(ingest.limits().eventBytesMax() + 1), body, once);
        } catch (UnreadableBody e) {
            return IngestResponses.of(e);
        } catch (IOException e) {
            throw new IllegalStateException("a body fails with UnreadableBody only", e);
        }
    }

    /** The first byte that is neither white space nor byte order mark; it stays to be read. */
    private static int firstByte(PushbackInputStream in) throws IOException {
        byte[] mark = in.readNBytes(MARK_BYTES);
        boolean marked =
                mark.length == MARK_BYTES && mark[0] == (byte) 0xef && mark[1] == (byte) 0xbb && mark[2] == (byte) 0xbf;
        if (!marked) {
            in.unread(mark);
        }
        int first = in.read();
        while (first == ' ' || first == '\n' || first == '\r' || first == '\t') {
            first = in.read();
        }
        if (first >= 0) {
            in.unread(first);
        }
        return first;
    }

    private ReplayableResponse one(byte[] bytes, RequestBody body, @Nullable String once) throws IOException {
        String id = once == null ? null : once + 1;
        Instant arrived = Instant.ofEpochMilli(ingest.clock().millis());
        int bytesMax = ingest.limits().eventBytesMax();
        IngestResult result;
        if (bytes.length > bytesMax) {
            boolean whole = body.skipRest(COUNTED_BYTES_MAX);
            String size = (whole ? "" : "more than ") + body.count() + " bytes, the limit is " + bytesMax;
            byte[] beginning = Arrays.copyOf(bytes, Reject.PAYLOAD_BYTES_MAX);
            Refused why = new Refused(RejectReason.TOO_LARGE, null, size);
            Busy over = SenderQuota.take(binding, body.count());
            result = over != null
                    ? over
                    : ingest.refuse(
                            new RejectedInput(binding.stream(), beginning, body.count(), SOURCE, arrived, id, why));
        } else {
            result = ingest.accept(new InboundMessage(binding, bytes, 0, bytes.length, SOURCE, arrived, id));
        }
        return switch (result) {
            case Accepted event -> waits ? whenVisible(event, id != null) : atOnce(event);
            case Rejected why -> IngestResponses.of(why, invalid);
            case Busy busy -> IngestResponses.of(busy);
        };
    }

    private ReplayableResponse atOnce(Accepted event) {
        return ingest.readBack()
                .look(binding.stream(), event)
                .map(kept::atOnce)
                .orElseGet(() -> kept.answer(event, ReplayableResponse.CREATED));
    }

    private ReplayableResponse whenVisible(Accepted event, boolean isOnce) {
        return switch (ingest.readBack().await(binding.stream(), event, isOnce, ingest.senderWait())) {
            case ReadBackResult.Visible there -> kept.answer(event, ReplayableResponse.CREATED);
            case ReadBackResult.NotYet later -> kept.answer(event, ReplayableResponse.ACCEPTED);
            case ReadBackResult.Repeat repeat -> kept.answer(repeat);
        };
    }

    private ReplayableResponse many(EventReader reader, RequestBody body, @Nullable String once) {
        IngestBatch batch = ingest.batch(binding, SOURCE, once);
        try {
            reader.read(body, batch);
            return summary(batch, batch.finish());
        } catch (MalformedBody e) {
            IngestBatchResult result = batch.finish();
            return result.busy() == null ? IngestResponses.of(e, result) : summary(batch, result);
        } catch (UnreadableBody e) {
            return IngestResponses.of(e, batch.finish());
        } catch (IOException e) {
            throw new IllegalStateException("a body fails with UnreadableBody only", e);
        }
    }

    private ReplayableResponse summary(IngestBatch batch, IngestBatchResult result) {
        boolean visible = !waits || ingest.readBack().await(binding.stream(), batch.reached(), ingest.senderWait());
        return IngestResponses.of(result, visible ? ReplayableResponse.OK : ReplayableResponse.ACCEPTED, invalid);
    }
}
