package datalab.lab.proto;

import datalab.lab.proto.ProtoMessage.Member;
import java.util.List;

/** What is answered to each message of {@code Publish}: the names in it, and the message itself. */
public final class PublishResult {
    public static final String ACCEPTED = "accepted";
    public static final String REJECTED = "rejected";
    public static final String BUSY = "busy";
    public static final String REJECTED_MESSAGE = "Rejected";
    public static final String BUSY_MESSAGE = "Busy";
    public static final String REASON = "reason";
    public static final String FIELD = "field";
    public static final String DETAIL = "detail";
    public static final String CODE = "code";
    public static final String RETRY_AFTER_MS = "retry_after_ms";

    private static final String STRING = "string";
    private static final String INT32 = "int32";

    private PublishResult() {}

    static ProtoMessage message(StreamProto proto) {
        return new ProtoMessage(
                proto.result(),
                "What became of one event.",
                "outcome",
                List.of(
                        new Member(proto.message(), ACCEPTED, 1, "The event as it is kept."),
                        new Member(REJECTED_MESSAGE, REJECTED, 2, ""),
                        new Member(BUSY_MESSAGE, BUSY, 3, "")),
                List.of(rejected(), busy()));
    }

    private static ProtoMessage rejected() {
        return new ProtoMessage(
                REJECTED_MESSAGE,
                "It can never become an event; it is kept as a reject.",
                null,
                List.of(
                        new Member(STRING, REASON, 1, "Such as missing_field."),
                        new Member(STRING, FIELD, 2, ""),
                        new Member(STRING, DETAIL, 3, ""),
                        new Member(
                                INT32,
                                CODE,
                                4,
                                "The status with which Create would end, a google.rpc.Code: 9 where it refers to what is"
                                        + " not there.")),
                List.of());
    }

    private static ProtoMessage busy() {
        return new ProtoMessage(
                BUSY_MESSAGE,
                "It was not taken: send it again.",
                null,
                List.of(new Member(INT32, RETRY_AFTER_MS, 1, ""), new Member(STRING, DETAIL, 2, "")),
                List.of());
    }
}
