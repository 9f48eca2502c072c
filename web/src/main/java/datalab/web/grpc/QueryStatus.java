package datalab.web.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import datalab.access.AccessDenied;
import datalab.access.grpc.GrpcGate;
import datalab.store.result.StoreUnavailable;
import datalab.web.http.HttpProblem;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why a query gets no answer, in gRPC's words. */
final class QueryStatus {
    private static final Logger LOG = LoggerFactory.getLogger(QueryStatus.class);
    private static final java.time.Duration RETRY_AFTER = java.time.Duration.ofSeconds(2);

    private QueryStatus() {}

    static StatusRuntimeException of(RuntimeException e) {
        return switch (e) {
            case HttpProblem no ->
                status(code(no.problem().status()), no.problem().detail(), no.retryAfter());
            case StoreUnavailable away -> {
                LOG.atWarn().addKeyValue("error", away.getMessage()).log("answered unavailable");
                yield status(Code.UNAVAILABLE, away.publicText() + "; nothing is lost, ask again", RETRY_AFTER);
            }
            case AccessDenied denied -> GrpcGate.status(denied).asRuntimeException();
            case StatusRuntimeException told -> told;
            default -> unexpected(e);
        };
    }

    /** Unread pages fill the memory that is available for them. */
    static StatusRuntimeException crowded() {
        return status(Code.RESOURCE_EXHAUSTED, "too many answers wait until they are read; ask again", RETRY_AFTER);
    }

    /** This page was not read. */
    static StatusRuntimeException unread(java.time.Duration silence) {
        String text = "nothing was read for " + silence.toMillis() + " ms while others need the room; ask again";
        return status(Code.RESOURCE_EXHAUSTED, text, RETRY_AFTER);
    }

    private static Code code(int httpStatus) {
        return switch (httpStatus) {
            case 404 -> Code.NOT_FOUND;
            case 429 -> Code.RESOURCE_EXHAUSTED;
            case 503 -> Code.UNAVAILABLE;
            default -> Code.INVALID_ARGUMENT;
        };
    }

    private static StatusRuntimeException unexpected(RuntimeException e) {
        String incident = UUID.randomUUID().toString();
        LOG.atError().setCause(e).addKeyValue("incident", incident).log("request failed");
        return status(Code.INTERNAL, "a fault in DataLab; its log says more under incident " + incident, null);
    }

    private static StatusRuntimeException status(Code code, String message, java.time.@Nullable Duration retryAfter) {
        Status.Builder status = Status.newBuilder().setCode(code.getNumber()).setMessage(message);
        if (retryAfter != null) {
            Duration delay = Duration.newBuilder()
                    .setSeconds(Math.max(1, retryAfter.toSeconds()))
                    .build();
            status.addDetails(
                    Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }
}
