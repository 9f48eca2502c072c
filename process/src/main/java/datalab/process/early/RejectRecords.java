package datalab.process.early;

import datalab.lab.Decoded;
import datalab.lab.EventStream;
import datalab.lab.Reject;
import datalab.lab.RejectReason;
import datalab.log.Headers;
import datalab.log.LogRecord;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes rejects from records of the log. Pure. */
final class RejectRecords {
    private static final byte[] NOTHING = {};
    private static final String WRITTEN_BY_OTHERS = "kafka";

    private RejectRecords() {}

    /** A record of the topic of rejects, where the door has said why in the headers. */
    static Reject kept(LogRecord record) {
        byte[] value = record.value() == null ? NOTHING : record.value();
        Map<String, String> headers = record.headers();
        return new Reject(
                id(record),
                headers.get(Headers.LAB),
                headers.get(Headers.STREAM),
                headers.getOrDefault(Headers.SOURCE, WRITTEN_BY_OTHERS),
                reason(headers.get(Headers.REASON)),
                headers.get(Headers.FIELD),
                headers.getOrDefault(Headers.DETAIL, "no reason was given"),
                shortened(value),
                payloadBytes(headers.get(Headers.PAYLOAD_BYTES), value.length),
                record.timestamp(),
                null);
    }

    /** A record of a stream's topic that is no event of it. */
    static Reject refused(EventStream stream, LogRecord record, byte[] value, Decoded.Refused why) {
        return new Reject(
                id(record),
                stream.lab(),
                stream.name(),
                record.headers().getOrDefault(Headers.SOURCE, WRITTEN_BY_OTHERS),
                why.reason(),
                why.field(),
                why.detail(),
                shortened(value),
                value.length,
                record.timestamp(),
                null);
    }

    static Reject tombstone(EventStream stream, LogRecord record) {
        return refused(
                stream,
                record,
                NOTHING,
                new Decoded.Refused(RejectReason.NOT_JSON, null, "a record without a value, expected a JSON object"));
    }

    static @Nullable String once(LogRecord record) {
        return record.headers().get(Headers.ONCE);
    }

    private static String id(LogRecord record) {
        return record.topic() + ":" + record.at();
    }

    /** Programs may write to the topic of rejects too, so nothing about a header is certain. */
    private static RejectReason reason(@Nullable String text) {
        for (RejectReason reason : RejectReason.values()) {
            if (reason.text().equals(text)) {
                return reason;
            }
        }
        return RejectReason.NOT_JSON;
    }

    private static int payloadBytes(@Nullable String text, int otherwise) {
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static byte[] shortened(byte[] value) {
        return value.length <= Reject.PAYLOAD_BYTES_MAX ? value : Arrays.copyOf(value, Reject.PAYLOAD_BYTES_MAX);
    }
}
