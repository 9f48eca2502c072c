package datalab.ingest.http;

import datalab.ingest.BatchResult;
import datalab.ingest.Ingest;
import datalab.ingest.IngestBatch;
import datalab.ingest.IngestResult;
import datalab.ingest.IngestResult.Accepted;
import datalab.ingest.IngestResult.Busy;
import datalab.ingest.IngestResult.Rejected;
import datalab.ingest.Intake;
import datalab.ingest.Message;
import datalab.ingest.Refusal;
import datalab.ingest.Sight;
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
final class EventTaking {
    static final String SOURCE = "http";
    /** How far a body is read that is too large anyway, to say how large it is. */
    private static final long COUNTED_BYTES_MAX = 64L * 1024 * 1024;

    private static final int MARK_BYTES = 3;

    private final Ingest ingest;
    private final Intake intake;
    private final KeptEvent kept;
    private final int invalid;
    private final boolean waits;

    /** @param ownPath whether it is for the lab's own paths, which have manners that lab.yaml declares */
    EventTaking(Ingest ingest, Intake intake, boolean ownPath) {
        this.ingest = ingest;
        this.intake = intake;
        this.kept = new KeptEvent(intake.stream(), ownPath);
        StreamInputs in = intake.stream().in();
        this.invalid = ownPath ? in.invalid() : StreamInputs.UNPROCESSABLE;
        this.waits = ownPath && in.waits();
    }

    /** @param once what the once ids of the events begin with; null for none */
    HttpAnswer take(BodyForm form, RequestBody body, @Nullable String once) {
        return switch (form) {
            case BodyForm.Many(EventReader reader) -> many(reader, body, once);
            case BodyForm.Json json -> oneOrMany(body, once);
        };
    }

    private HttpAnswer oneOrMany(RequestBody body, @Nullable String once) {
        try {
            PushbackInputStream in = new PushbackInputStream(body, MARK_BYTES);
            int first = firstByte(in);
            if (first < 0) {
                return Answers.empty();
            }
            if (first == '[') {
                return many((ignored, batch) -> new JsonArrayReader().read(in, batch), body, once);
            }
            return one(in.readNBytes(ingest.limits().eventBytesMax() + 1), body, once);
        } catch (BodyFailure e) {
            return Answers.of(e);
        } catch (IOException e) {
            throw new IllegalStateException("a body fails with BodyFailure only", e);
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

    private HttpAnswer one(byte[] bytes, RequestBody body, @Nullable String once) throws IOException {
        String id = once == null ? null : once + 1;
        Instant arrived = Instant.ofEpochMilli(ingest.clock().millis());
        int bytesMax = ingest.limits().eventBytesMax();
        IngestResult result;
        if (bytes.length > bytesMax) {
            boolean whole = body.skipRest(COUNTED_BYTES_MAX);
            String size = (whole ? "" : "more than ") + body.count() + " bytes, the limit is " + bytesMax;
            byte[] beginning = Arrays.copyOf(bytes, Reject.PAYLOAD_BYTES_MAX);
            Refused why = new Refused(RejectReason.TOO_LARGE, null, size);
            result = ingest.refuse(new Refusal(intake.stream(), beginning, body.count(), SOURCE, arrived, id, why));
        } else {
            result = ingest.accept(new Message(intake, bytes, 0, bytes.length, SOURCE, arrived, id));
        }
        return switch (result) {
            case Accepted event -> waits ? whenVisible(event, id != null) : atOnce(event);
            case Rejected why -> Answers.of(why, invalid);
            case Busy busy -> Answers.of(busy);
        };
    }

    private HttpAnswer atOnce(Accepted event) {
        return ingest.visibility()
                .look(intake.stream(), event)
                .map(kept::atOnce)
                .orElseGet(() -> kept.answer(event, HttpAnswer.CREATED));
    }

    private HttpAnswer whenVisible(Accepted event, boolean isOnce) {
        return switch (ingest.visibility().await(intake.stream(), event, isOnce, ingest.patience())) {
            case Sight.Visible there -> kept.answer(event, HttpAnswer.CREATED);
            case Sight.NotYet later -> kept.answer(event, HttpAnswer.ACCEPTED);
            case Sight.Repeat repeat -> kept.answer(repeat);
        };
    }

    private HttpAnswer many(EventReader reader, RequestBody body, @Nullable String once) {
        IngestBatch batch = ingest.batch(intake, SOURCE, once);
        try {
            reader.read(body, batch);
            return summary(batch, batch.finish());
        } catch (MalformedBody e) {
            BatchResult result = batch.finish();
            return result.busy() == null ? Answers.of(e, result) : summary(batch, result);
        } catch (BodyFailure e) {
            return Answers.of(e, batch.finish());
        } catch (IOException e) {
            throw new IllegalStateException("a body fails with BodyFailure only", e);
        }
    }

    private HttpAnswer summary(IngestBatch batch, BatchResult result) {
        boolean visible = !waits || ingest.visibility().await(intake.stream(), batch.reached(), ingest.patience());
        return Answers.of(result, visible ? HttpAnswer.OK : HttpAnswer.ACCEPTED, invalid);
    }
}
