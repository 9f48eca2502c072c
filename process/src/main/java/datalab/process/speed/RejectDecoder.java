package datalab.process.speed;

import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import datalab.lab.time.EventTimeBounds;
import datalab.log.Headers;
import datalab.log.LogRecord;
import datalab.log.SourceUri;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Converts log records into rejects by pure functions, so that a replay yields the same rejects. */
final class RejectDecoder {
    private static final byte[] NOTHING = {};
    private static final Map<String, RejectReason> REASONS =
            Arrays.stream(RejectReason.values()).collect(Collectors.toMap(RejectReason::text, Function.identity()));

    private RejectDecoder() {}

    /** A record of a stream's own topic that is no event of it. */
    static Reject of(EventStream stream, LogRecord record, Refused why) {
        byte[] value = value(record);
        return new Reject(
                id(record),
                stream.lab(),
                stream.name(),
                SourceUri.decode(text(record, Headers.SOURCE, "kafka")),
                why.reason(),
                why.field(),
                why.detail(),
                bounded(value),
                value.length,
                arrived(record),
                null);
    }

    /** A record of the topic of rejects. What another program wrote there is kept too, even if incomplete. */
    static Reject of(LogRecord record) {
        byte[] value = value(record);
        String reason = text(record, Headers.REASON, "");
        String detail = text(record, Headers.DETAIL, "");
        RejectReason known = REASONS.get(reason);
        return new Reject(
                id(record),
                record.headers().get(Headers.LAB),
                record.headers().get(Headers.STREAM),
                SourceUri.decode(text(record, Headers.SOURCE, "kafka")),
                known == null ? RejectReason.UNKNOWN_TOPIC : known,
                record.headers().get(Headers.FIELD),
                known == null ? "the reason was \"" + reason + "\", which DataLab does not know: " + detail : detail,
                bounded(value),
                payloadBytes(record, value.length),
                arrived(record),
                null);
    }

    /** Another program may have put any number there; the epoch then says that it is not known. */
    private static Instant arrived(LogRecord record) {
        return EventTimeBounds.isArrival(record.timestamp()) ? record.timestamp() : Instant.EPOCH;
    }

    private static int payloadBytes(LogRecord record, int held) {
        String text = record.headers().get(Headers.PAYLOAD_BYTES);
        try {
            return text == null ? held : Math.clamp(Long.parseLong(text), held, Integer.MAX_VALUE);
        } catch (NumberFormatException e) {
            return held;
        }
    }

    private static String id(LogRecord record) {
        return record.topic() + ":" + record.at();
    }

    private static String text(LogRecord record, String header, String otherwise) {
        @Nullable String text = record.headers().get(header);
        return text == null ? otherwise : text;
    }

    private static byte[] value(LogRecord record) {
        return record.value() == null ? NOTHING : record.value();
    }

    private static byte[] bounded(byte[] value) {
        return value.length <= Reject.PAYLOAD_BYTES_MAX ? value : Arrays.copyOf(value, Reject.PAYLOAD_BYTES_MAX);
    }
}
