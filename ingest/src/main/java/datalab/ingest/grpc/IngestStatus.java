package datalab.ingest.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Cause;
import datalab.ingest.door.IngestResult.Rejected;
import datalab.ingest.door.ReadBackResult;
import datalab.lab.event.RejectReason;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Locale;

/** What ends a call, in gRPC's words: a status, and details of {@code google.rpc} that programs can read. */
final class IngestStatus {
    private static final String DOMAIN = "datalab";
    private static final java.time.Duration WHEN_BACK = java.time.Duration.ofSeconds(2);

    private IngestStatus() {}

    static StatusRuntimeException notFound(String message) {
        return of(status(Code.NOT_FOUND, message));
    }

    /** Something about the request itself, not about an event in it. */
    static StatusRuntimeException badArgument(String field, String message) {
        return of(status(Code.INVALID_ARGUMENT, message).addDetails(Any.pack(violation(field, message))));
    }

    /** The one event of a call was refused. */
    static StatusRuntimeException of(Rejected why) {
        String field = why.field() == null ? "" : why.field();
        String reason = why.reason().text();
        return of(status(code(why.reason()), reason + ": " + why.detail())
                .addDetails(Any.pack(violation(field, why.detail())))
                .addDetails(Any.pack(info(reason))));
    }

    /** The single event of a call was accepted, and turned out to be a duplicate. */
    static StatusRuntimeException of(ReadBackResult.Repeat repeat, GrpcStream target) {
        ErrorInfo.Builder info = info("duplicate").toBuilder();
        if (repeat.first() != null) {
            info.putMetadata("stored", target.json(repeat.first()).toStringUtf8());
        }
        return of(status(Code.ALREADY_EXISTS, repeat.detail()).addDetails(Any.pack(info.build())));
    }

    /** With what a call ends whose only event is refused for this reason. */
    static Code code(RejectReason reason) {
        return switch (reason) {
            case UNKNOWN_REFERENCE -> Code.FAILED_PRECONDITION;
            case NOT_ALLOWED -> Code.PERMISSION_DENIED;
            case ID_RESERVED, OTHER_VALUES -> Code.ALREADY_EXISTS;
            case NOT_UTF8,
                    NOT_JSON,
                    NOT_AN_OBJECT,
                    TOO_LARGE,
                    TOO_DEEP,
                    MISSING_FIELD,
                    WRONG_TYPE,
                    OUT_OF_RANGE,
                    UNKNOWN_FIELD,
                    BAD_TIME,
                    TIME_IN_FUTURE,
                    TOO_OLD,
                    UNKNOWN_TOPIC,
                    BAD_ROW,
                    WRONG_PARTITION -> Code.INVALID_ARGUMENT;
        };
    }

    /** The one event of a call was not taken. */
    static StatusRuntimeException of(Busy busy) {
        Code code = busy.cause() == Cause.CROWDED || busy.cause() == Cause.OVER_QUOTA
                ? Code.RESOURCE_EXHAUSTED
                : Code.UNAVAILABLE;
        return of(status(code, busy.detail()).addDetails(Any.pack(retry(busy.retryAfter()))));
    }

    /** No more is read: another process may take it, or this one when it is back. */
    static StatusRuntimeException stopping() {
        return of(status(Code.UNAVAILABLE, "DataLab is stopping").addDetails(Any.pack(retry(WHEN_BACK))));
    }

    private static ErrorInfo info(String reason) {
        return ErrorInfo.newBuilder()
                .setReason(reason.toUpperCase(Locale.ROOT))
                .setDomain(DOMAIN)
                .build();
    }

    private static RetryInfo retry(java.time.Duration after) {
        Duration delay = Duration.newBuilder()
                .setSeconds(after.toSeconds())
                .setNanos(after.toNanosPart())
                .build();
        return RetryInfo.newBuilder().setRetryDelay(delay).build();
    }

    private static Status.Builder status(Code code, String message) {
        return Status.newBuilder().setCode(code.getNumber()).setMessage(message);
    }

    private static BadRequest violation(String field, String description) {
        return BadRequest.newBuilder()
                .addFieldViolations(
                        BadRequest.FieldViolation.newBuilder().setField(field).setDescription(description))
                .build();
    }

    private static StatusRuntimeException of(Status.Builder status) {
        return StatusProto.toStatusRuntimeException(status.build());
    }
}
