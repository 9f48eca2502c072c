package datalab.access.grpc;

import datalab.access.Access;
import datalab.access.AccessDenied;
import datalab.access.Caller;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Finds out who calls, by the metadata {@code authorization}, before a service does; what they may do, the service asks
 * {@link CallerContext}. Its server must run calls on threads that may block. Thread-safe.
 */
public final class GrpcGate implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Access access;
    private final boolean asksForName;

    private GrpcGate(Access access, boolean asksForName) {
        this.access = access;
        this.asksForName = asksForName;
    }

    /** Before services that ask themselves for what a caller may do. */
    public static GrpcGate of(Access access) {
        return new GrpcGate(access, false);
    }

    /** Before services that are for everybody who is known. */
    public static GrpcGate named(Access access) {
        return new GrpcGate(access, true);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Caller caller;
        try {
            String header = headers.get(AUTHORIZATION);
            caller = access.metered(
                    header == null ? access.anonymous() : access.authorized(header), CallLog.address(call));
            CallLog.calledBy(caller);
            if (asksForName) {
                caller.requireName();
            }
        } catch (AccessDenied e) {
            call.close(status(e), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(CallerContext.CALLER, caller), call, headers, next);
    }

    /** As gRPC says it. */
    public static Status status(AccessDenied denied) {
        Status status = switch (denied.reason()) {
            case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
            case FORBIDDEN -> Status.PERMISSION_DENIED;
            case UNAVAILABLE -> Status.UNAVAILABLE;
        };
        return status.withDescription(denied.detail());
    }
}
