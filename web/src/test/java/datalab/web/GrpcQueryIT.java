package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import datalab.web.cache.QueryLimiter;
import datalab.web.grpc.GrpcQuery;
import datalab.web.grpc.v1.EventsRequest;
import datalab.web.grpc.v1.Filter;
import datalab.web.grpc.v1.Rows;
import datalab.web.grpc.v1.ViewRowsRequest;
import datalab.web.query.LabCatalog;
import datalab.web.query.RowPages;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GrpcQueryIT {
    private static final int EVENTS = 2_500;
    private static final MethodDescriptor<EventsRequest, Rows> EVENTS_METHOD =
            method("Events", EventsRequest.getDefaultInstance());
    private static final MethodDescriptor<ViewRowsRequest, Rows> ROWS_METHOD =
            method("ViewRows", ViewRowsRequest.getDefaultInstance());

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final InterceptedStore store = new InterceptedStore(STORE.get());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Server server;
    private ManagedChannel channel;

    @BeforeAll
    static void fill() {
        STORE.get().prepare(TestLab.LAB);
        TestLab.commit(STORE.get(), TestLab.step(0, EVENTS));
    }

    @BeforeEach
    void start() throws IOException {
        QueryLimiter limiter = new QueryLimiter(2, Duration.ofSeconds(1));
        RowPages pages = new RowPages(
                new LabCatalog(List.of(TestLab.LAB)),
                store.store().archive(),
                store.store().views(),
                Clock.systemUTC(),
                limiter);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .executor(threads);
        new GrpcQuery(pages).services().forEach(builder::addService);
        server = builder.build().start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        threads.shutdownNow();
    }

    @Test
    void pagesThroughAllEventsInOrder() {
        List<String> all = new ArrayList<>();
        String after = "";
        int pages = 0;
        do {
            after = page(EventsRequest.newBuilder().setAfter(after).build(), all);
            pages++;
        } while (!after.isEmpty());

        assertThat(pages).isEqualTo(3);
        assertThat(all).hasSize(EVENTS).doesNotHaveDuplicates();
        assertThat(all.getFirst()).contains("\"name\":\"sensor0\"", "\"_at\":\"0:0\"");
        assertThat(all.getLast()).contains("\"_at\":\"0:2499\"");
    }

    @Test
    void asksWhatAUrlWould() {
        List<String> rows = new ArrayList<>();
        Filter some = Filter.newBuilder()
                .setField("name")
                .addValues("sensor0")
                .addValues("sensor1")
                .build();
        Filter high = Filter.newBuilder().setField("value").setMin("1200").build();

        page(
                EventsRequest.newBuilder()
                        .addFilters(some)
                        .addFilters(high)
                        .setSort("name,-value")
                        .addFields("name")
                        .addFields("value")
                        .setLatest(1)
                        .build(),
                rows);

        assertThat(rows)
                .containsExactly("{\"name\":\"sensor0\",\"value\":1249.5}", "{\"name\":\"sensor1\",\"value\":1248.5}");
    }

    @Test
    void answersPointsOfAChart() {
        Rows rows = ClientCalls.blockingServerStreamingCall(
                        channel,
                        EVENTS_METHOD,
                        CallOptions.DEFAULT,
                        events().setPoints(40)
                                .addFields("name")
                                .addFields("value")
                                .build())
                .next();

        assertThat(rows.getBucket()).isEqualTo("PT5M");
        assertThat(rows.getRowsCount()).isEqualTo(3 * 9 * 2); // values rise: the ends are the extremes
        assertThat(rows.getAfter()).isEmpty();
        assertThat(rows.getRows(0).toStringUtf8()).isEqualTo("{\"name\":\"sensor0\",\"value\":0}");
    }

    @Test
    void choosesByFieldAndCountsBackwards() {
        List<String> rows = new ArrayList<>();

        page(
                EventsRequest.newBuilder()
                        .putWhere("name", "sensor1")
                        .setLimit(2)
                        .setDescending(true)
                        .build(),
                rows);

        assertThat(rows).hasSize(2).allMatch(row -> row.contains("\"name\":\"sensor1\""));
        assertThat(rows.getFirst()).contains("\"_at\":\"0:2497\"");
    }

    @Test
    void saysWhatIsWrongWithAQuestion() {
        assertRefused(EventsRequest.newBuilder().setLab("nowhere").build(), Status.Code.NOT_FOUND, "no lab 'nowhere'");
        assertRefused(events().setStream("none").build(), Status.Code.NOT_FOUND, "no stream 'none'");
        assertRefused(events().setLimit(10_001).build(), Status.Code.INVALID_ARGUMENT, "limit is '10001'");
        assertRefused(events().setLimit(-1).build(), Status.Code.INVALID_ARGUMENT, "limit is '-1'");
        assertRefused(events().setFrom("soon").build(), Status.Code.INVALID_ARGUMENT, "soon");
        assertRefused(events().setAfter("x").build(), Status.Code.INVALID_ARGUMENT, "after");
        assertRefused(
                events().putWhere("format", "csv").build(),
                Status.Code.INVALID_ARGUMENT,
                "cannot be chosen by 'format'");
    }

    @Test
    void answersAViewWithoutRows() {
        Rows rows = ClientCalls.blockingServerStreamingCall(
                        channel,
                        ROWS_METHOD,
                        CallOptions.DEFAULT,
                        ViewRowsRequest.newBuilder()
                                .setLab("sensors")
                                .setView("latest")
                                .setLayer("speed")
                                .build())
                .next();

        assertThat(rows).isEqualTo(Rows.getDefaultInstance());
    }

    @Test
    void mergesRowsOfAView() {
        ViewRowsRequest day = ViewRowsRequest.newBuilder()
                .setLab("sensors")
                .setView("per_minute")
                .setEvery("1d")
                .setZone("Asia/Shanghai")
                .setBy("")
                .build();

        assertThat(ClientCalls.blockingServerStreamingCall(channel, ROWS_METHOD, CallOptions.DEFAULT, day)
                        .next())
                .isEqualTo(Rows.getDefaultInstance()); // no view is folded here
        assertThatThrownBy(() -> ClientCalls.blockingServerStreamingCall(
                                channel,
                                ROWS_METHOD,
                                CallOptions.DEFAULT,
                                day.toBuilder().setBy("room").build())
                        .next())
                .hasMessageContaining("by is 'room', expected names with commas between, each once, of: name");
        assertThat(ClientCalls.blockingServerStreamingCall(
                                channel,
                                ROWS_METHOD,
                                CallOptions.DEFAULT,
                                day.toBuilder()
                                        .setSort("-window_start")
                                        .setLatest(1)
                                        .build())
                        .next())
                .isEqualTo(Rows.getDefaultInstance());
        assertThatThrownBy(() -> ClientCalls.blockingServerStreamingCall(
                                channel,
                                ROWS_METHOD,
                                CallOptions.DEFAULT,
                                day.toBuilder().setSort("-name").build())
                        .next())
                .hasMessageContaining("sort is '-name'", "of: window_start");
    }

    @Test
    void saysUnavailableWhileTheStoreIsAway() {
        store.trouble = InterceptedStore.away();

        assertRefused(events().build(), Status.Code.UNAVAILABLE, "the store does not answer");
    }

    @Test
    void refusesBytesThatAreNoQuestion() {
        MethodDescriptor<InputStream, InputStream> raw = MethodDescriptor.newBuilder(new AsIs(), new AsIs())
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                .setFullMethodName("datalab.v1.Query/Events")
                .build();
        byte[] notUtf8 = {0x0a, 2, (byte) 0xc3, 0x28}; // "lab" in two bytes that no UTF-8 has

        assertThatThrownBy(() -> ClientCalls.blockingServerStreamingCall(
                                channel, raw, CallOptions.DEFAULT, new ByteArrayInputStream(notUtf8))
                        .next())
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                    assertThat(e.getStatus().getDescription()).contains("not a datalab.v1.EventsRequest", "UTF-8");
                });
    }

    /** Bytes as they are. */
    private static final class AsIs implements MethodDescriptor.Marshaller<InputStream> {

        @Override
        public InputStream stream(InputStream bytes) {
            return bytes;
        }

        @Override
        public InputStream parse(InputStream bytes) {
            return bytes;
        }
    }

    private String page(EventsRequest request, List<String> rows) {
        EventsRequest asked =
                request.toBuilder().setLab("sensors").setStream("readings").build();
        List<Rows> messages = new ArrayList<>();
        ClientCalls.blockingServerStreamingCall(channel, EVENTS_METHOD, CallOptions.DEFAULT, asked)
                .forEachRemaining(messages::add);
        messages.forEach(message ->
                message.getRowsList().stream().map(ByteString::toStringUtf8).forEach(rows::add));
        return messages.getLast().getAfter();
    }

    private void assertRefused(EventsRequest request, Status.Code code, String text) {
        try {
            ClientCalls.blockingServerStreamingCall(channel, EVENTS_METHOD, CallOptions.DEFAULT, request)
                    .forEachRemaining(rows -> {});
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(code);
            assertThat(e.getStatus().getDescription()).contains(text);
            return;
        }
        throw new AssertionError("it was answered");
    }

    private static EventsRequest.Builder events() {
        return EventsRequest.newBuilder().setLab("sensors").setStream("readings");
    }

    private static <Q extends Message> MethodDescriptor<Q, Rows> method(String name, Q request) {
        return MethodDescriptor.newBuilder(
                        ProtoUtils.marshaller(request), ProtoUtils.marshaller(Rows.getDefaultInstance()))
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                .setFullMethodName("datalab.v1.Query/" + name)
                .build();
    }
}
