package datalab.web.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.result.BoundedRows;
import datalab.web.TestLab;
import datalab.web.UnaskedStore;
import datalab.web.cache.QueryLimiter;
import datalab.web.grpc.v1.EventsRequest;
import datalab.web.grpc.v1.Rows;
import datalab.web.query.LabCatalog;
import datalab.web.query.RowPages;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readers who ask for much and read slowly, or not at all. */
class SlowGrpcReadersIT {
    private static final int EVENTS = 10_000;
    private static final int FEW = 10;
    private static final int UNREAD_BYTES_MAX = 256 * 1024;
    private static final Duration SILENCE_MAX = Duration.ofMillis(500);
    private static final MethodDescriptor<EventsRequest, Rows> METHOD = MethodDescriptor.newBuilder(
                    ProtoUtils.marshaller(EventsRequest.getDefaultInstance()),
                    ProtoUtils.marshaller(Rows.getDefaultInstance()))
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
            .setFullMethodName("datalab.v1.Query/Events")
            .build();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final UnreadPageBudget unread = new UnreadPageBudget(UNREAD_BYTES_MAX, SILENCE_MAX);
    private final AtomicInteger sent = new AtomicInteger();
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        RowPages pages = new RowPages(
                new LabCatalog(List.of(TestLab.LAB)),
                archive(),
                UnaskedStore.store().views(),
                Clock.systemUTC(),
                new QueryLimiter(2, Duration.ofSeconds(1)));
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .executor(threads);
        new GrpcQuery(pages, unread)
                .services()
                .forEach(service -> builder.addService(ServerInterceptors.intercept(service, new Counting())));
        server = builder.build().start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .flowControlWindow(64 * 1024)
                .build();
    }

    /** One that answers at once, as the times here are those of readers. */
    private static Archive archive() {
        List<ArchivedEvent> events =
                IntStream.range(0, EVENTS).mapToObj(TestLab::event).toList();
        return (Archive) Proxy.newProxyInstance(
                Archive.class.getClassLoader(), new Class<?>[] {Archive.class}, (proxy, method, arguments) -> {
                    int limit = ((EventQuery) arguments[0]).limit();
                    return new BoundedRows<>(events.subList(0, Math.min(limit, EVENTS)), false);
                });
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        threads.shutdownNow();
    }

    @Test
    void sendsNoMoreThanASlowReaderReads() {
        Reader reader = new Reader();

        reader.read(1);

        await().until(() -> reader.rows.get() > 0);
        await().during(Duration.ofMillis(300)).until(() -> sent.get() <= 2); // the next, and no more, is on its way
        long waiting = unread.bytes();
        assertThat(waiting).isGreaterThan(2 * PageCall.MESSAGE_BYTES);
        reader.read(1);
        await().until(() -> unread.bytes() < waiting);
        reader.read(100);
        await().until(() -> reader.rows.get() == EVENTS);
        assertThat(reader.end()).isEqualTo(Status.OK);
        assertThat(unread.bytes()).isZero();
    }

    @Test
    void holdsNothingForAReaderWhoIsGone() {
        Reader reader = new Reader();
        reader.read(1);
        await().until(() -> reader.rows.get() > 0);

        reader.call.cancel("enough", null);

        await().until(() -> unread.bytes() == 0);
    }

    @Test
    void givesUpWhoReadsNothingWhileOthersNeedTheRoom() {
        Reader silent = new Reader();
        await().until(() -> unread.bytes() >= UNREAD_BYTES_MAX);

        Reader tooEarly = new Reader();
        Reader ofFew = new Reader(FEW);
        tooEarly.read(100);
        ofFew.read(100);
        assertThat(tooEarly.end().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(ofFew.end()).isEqualTo(Status.OK);
        assertThat(ofFew.rows).hasValue(FEW);
        await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> { // who asks again comes in as soon as the other is given up
                            Reader next = new Reader();
                            next.read(100);
                            await().until(() -> next.end.get() != null);
                            return next.rows.get() == EVENTS;
                        });

        silent.read(100);
        assertThat(silent.end().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(silent.end().getDescription()).contains("nothing was read for 500 ms");
        assertThat(unread.bytes()).isZero();
    }

    /** A client that reads only when it is told to. */
    private final class Reader extends ClientCall.Listener<Rows> {
        final AtomicInteger rows = new AtomicInteger();
        private final CompletableFuture<Status> end = new CompletableFuture<>();
        final ClientCall<EventsRequest, Rows> call = channel.newCall(METHOD, CallOptions.DEFAULT);

        Reader() {
            this(EVENTS);
        }

        Reader(int limit) {
            call.start(this, new Metadata());
            call.sendMessage(EventsRequest.newBuilder()
                    .setLab("sensors")
                    .setStream("readings")
                    .setLimit(limit)
                    .build());
            call.halfClose();
        }

        Status end() {
            return end.orTimeout(20, TimeUnit.SECONDS).join();
        }

        void read(int messages) {
            call.request(messages);
        }

        @Override
        public void onMessage(Rows message) {
            rows.addAndGet(message.getRowsCount());
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.complete(status);
        }
    }

    /** Counts what the server sends, whether or not it is read. */
    private final class Counting implements ServerInterceptor {

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            return next.startCall(
                    new SimpleForwardingServerCall<>(call) {
                        @Override
                        public void sendMessage(R message) {
                            sent.incrementAndGet();
                            super.sendMessage(message);
                        }
                    },
                    headers);
        }
    }
}
