package datalab.app.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bounds how many calls are open at once, on all connections together. Thread-safe. */
public final class OpenCalls implements ServerInterceptor {
    private static final Duration RETRY_AFTER =
            Duration.newBuilder().setSeconds(1).build();

    private final int callsMax;
    private final Semaphore free;

    public OpenCalls(int callsMax) {
        this.callsMax = callsMax;
        this.free = new Semaphore(callsMax);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!free.tryAcquire()) {
            refuse(call);
            return new ServerCall.Listener<>() {};
        }
        try {
            return new Counted<>(next.startCall(call, headers), free);
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
    }

    private void refuse(ServerCall<?, ?> call) {
        Status status = Status.newBuilder()
                .setCode(Code.RESOURCE_EXHAUSTED_VALUE)
                .setMessage(callsMax + " calls are open already")
                .addDetails(Any.pack(
                        RetryInfo.newBuilder().setRetryDelay(RETRY_AFTER).build()))
                .build();
        StatusRuntimeException full = StatusProto.toStatusRuntimeException(status);
        Metadata trailers = full.getTrailers();
        call.close(full.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    /** Releases its permit when the call ends, once. */
    private static final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {
        private final Semaphore free;
        private final AtomicBoolean over = new AtomicBoolean();

        Counted(ServerCall.Listener<Q> listener, Semaphore free) {
            super(listener);
            this.free = free;
        }

        @Override
        public void onCancel() {
            leave();
            super.onCancel();
        }

        @Override
        public void onComplete() {
            leave();
            super.onComplete();
        }

        private void leave() {
            if (over.compareAndSet(false, true)) {
                free.release();
            }
        }
    }
}
