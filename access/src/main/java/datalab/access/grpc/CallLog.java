package datalab.access.grpc;

import datalab.access.Caller;
import datalab.access.audit.AccessLog;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Writes a line of the access log for each gRPC call once it has ended. Before all other interceptors. Thread-safe. */
public final class CallLog implements ServerInterceptor {
    private static final Context.Key<OpenCall> OPEN = Context.key("logged");

    /** Says who makes the call that is under way. */
    static void calledBy(Caller caller) {
        OpenCall open = OPEN.get();
        if (open != null) {
            open.caller = caller.logged();
        }
    }

    /** The address of who calls, as text. */
    static String address(ServerCall<?, ?> call) {
        SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return remote instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : String.valueOf(remote);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!AccessLog.isOn()) {
            return next.startCall(call, headers);
        }
        OpenCall open = new OpenCall(call.getMethodDescriptor().getFullMethodName(), address(call));
        ServerCall<Q, R> logged = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                super.close(status, trailers);
                open.end(status.getCode());
            }
        };
        ServerCall.Listener<Q> listener =
                Contexts.interceptCall(Context.current().withValue(OPEN, open), logged, headers, next);
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onCancel() {
                open.end(Status.Code.CANCELLED);
                super.onCancel();
            }
        };
    }

    /** A call until its line is written. */
    private static final class OpenCall {
        private final long begun = System.nanoTime();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final String method;
        private final String address;
        private volatile @Nullable String caller;

        OpenCall(String method, String address) {
            this.method = method;
            this.address = address;
        }

        void end(Status.Code code) {
            if (ended.compareAndSet(false, true)) {
                long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                AccessLog.write(
                        new AccessLog.Line("grpc", method, null, null, code.name(), null, null, ms, caller, address));
            }
        }
    }
}
