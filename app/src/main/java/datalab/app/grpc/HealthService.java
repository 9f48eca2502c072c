package datalab.app.grpc;

import datalab.web.probe.Readiness;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code grpc.health.v1.Health}: serving while {@code /health/ready} says ready, for the server as a whole (an empty name) and
 * for each of its services. It runs the checks at most once a second, and only while clients ask for them. Thread-safe.
 *
 * <p>{@code HealthStatusManager} of grpc-services would need constant status updates, and does not end the calls of
 * those who watch when the server stops.
 */
public final class HealthService extends HealthGrpc.HealthImplBase {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Readiness readiness;
    private final ReentrantLock looking = new ReentrantLock();
    private long lookedAt = System.nanoTime() - LOOK_EVERY.toNanos();
    private boolean wasReady;
    /** Of each call that watches: opened when there is no more to tell. */
    private final Set<CountDownLatch> watchers = ConcurrentHashMap.newKeySet();

    private volatile boolean stopped;
    private volatile Set<String> names = Set.of("");

    public HealthService(Readiness readiness) {
        this.readiness = readiness;
    }

    void know(List<ServerServiceDefinition> services) {
        Set<String> known = services.stream()
                .map(service -> service.getServiceDescriptor().getName())
                .collect(Collectors.toSet());
        known.add("");
        names = Set.copyOf(known);
    }

    /** Sends the watching calls that nothing is served any more, and ends them. */
    public void stop() {
        stopped = true;
        watchers.forEach(CountDownLatch::countDown);
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> client) {
        if (!names.contains(request.getService())) {
            client.onError(Status.NOT_FOUND
                    .withDescription("no service " + request.getService())
                    .asRuntimeException());
            return;
        }
        client.onNext(response(status()));
        client.onCompleted();
    }

    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> client) {
        ServerCallStreamObserver<HealthCheckResponse> call = (ServerCallStreamObserver<HealthCheckResponse>) client;
        CountDownLatch over = new CountDownLatch(1);
        call.setOnCancelHandler(over::countDown);
        boolean known = names.contains(request.getService());
        watchers.add(over);
        Thread.ofVirtual().name("grpc-health").start(() -> {
            try {
                follow(call, known, over);
            } finally {
                watchers.remove(over);
            }
        });
    }

    private void follow(ServerCallStreamObserver<HealthCheckResponse> call, boolean known, CountDownLatch over) {
        @Nullable ServingStatus told = null;
        do {
            ServingStatus now = known ? status() : ServingStatus.SERVICE_UNKNOWN;
            if (now != told && call.isReady()) {
                call.onNext(response(now));
                told = now;
            }
        } while (!stopped && pause(over));
        if (!call.isCancelled()) {
            call.onNext(response(ServingStatus.NOT_SERVING));
            call.onCompleted();
        }
    }

    /** False if there are no more updates. */
    private static boolean pause(CountDownLatch over) {
        try {
            return !over.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ServingStatus status() {
        return !stopped && isReady() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }

    private boolean isReady() {
        looking.lock();
        try {
            if (System.nanoTime() - lookedAt >= LOOK_EVERY.toNanos()) {
                wasReady = readiness.report().isReady();
                lookedAt = System.nanoTime();
            }
            return wasReady;
        } finally {
            looking.unlock();
        }
    }

    private static HealthCheckResponse response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }
}
