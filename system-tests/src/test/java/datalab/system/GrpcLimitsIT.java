package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.PublishOneRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are too large or too many for a running DataLab, which takes the next as if nothing had been. */
class GrpcLimitsIT {
    private static final int CALLS_OF_A_CONNECTION_MAX = 200;
    private static final MethodDescriptor<PublishOneRequest, Accepted> ONE = MethodDescriptor.newBuilder(
                    ProtoUtils.marshaller(PublishOneRequest.getDefaultInstance()),
                    ProtoUtils.marshaller(Accepted.getDefaultInstance()))
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("datalab.v1.Ingest/PublishOne")
            .build();

    @TempDir
    private static Path folder;

    private static RunningDataLab datalab;
    private ManagedChannel channel;

    @BeforeAll
    static void start() {
        datalab = RunningDataLab.start(folder.resolve("data"), Path.of("../labs"), "sensors");
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @BeforeEach
    void connect() {
        channel = NettyChannelBuilder.forTarget(datalab.addresses().grpc())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void disconnect() {
        takesTheNext();
        channel.shutdownNow();
    }

    private void takesTheNext() {
        assertThat(publish(channel, "{\"name\":\"next\",\"value\":1}")).isEqualTo(Status.Code.OK);
    }

    @Test
    void refusesTooMuchMetadata() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("note", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(20_000));
        Channel wordy = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));

        assertThat(publish(wordy, "{\"name\":\"a\",\"value\":1}")).isNotEqualTo(Status.Code.OK);
    }

    @Test
    void refusesAMessageThatIsTooLarge() {
        assertThat(publish(channel, "x".repeat(16 * 1024 * 1024))).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(publish(channel, "x".repeat(1024 * 1024 + 1))).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void saysThatAMethodIsNotThere() {
        MethodDescriptor<PublishOneRequest, Accepted> none = ONE.toBuilder()
                .setFullMethodName("datalab.nowhere.ThingsService/Create")
                .build();

        assertThat(code(channel, none, "{}")).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void letsCallsOfOneConnectionWaitThatAreTooMany() {
        takesTheNext(); // once connected, calls begin in their order
        List<ClientCall<?, ?>> calls = new ArrayList<>();
        AtomicInteger told = new AtomicInteger();
        for (int i = 0; i < CALLS_OF_A_CONNECTION_MAX + 5; i++) {
            calls.add(ask(told));
        }

        await().untilAsserted(() -> assertThat(told).hasValue(CALLS_OF_A_CONNECTION_MAX));
        await().during(Duration.ofMillis(300)).until(() -> told.get() == CALLS_OF_A_CONNECTION_MAX);
        calls.subList(0, 5).forEach(ClientCall::halfClose);

        await().untilAsserted(() -> assertThat(told).hasValue(CALLS_OF_A_CONNECTION_MAX + 5));
        calls.forEach(call -> call.cancel("enough", null));
    }

    @Test
    void reflectionSaysOfWhatIsNotThereThatItIsNot() throws Exception {
        BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
                ClientCalls.blockingBidiStreamingCall(
                        channel,
                        ServerReflectionGrpc.getServerReflectionInfoMethod(),
                        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));

        call.write(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("x".repeat(100_000))
                .build());
        ServerReflectionResponse first = call.read();
        call.write(ServerReflectionRequest.newBuilder().setListServices("*").build());
        ServerReflectionResponse second = call.read();
        call.halfClose();

        assertThat(first.getErrorResponse().getErrorCode()).isEqualTo(Status.Code.NOT_FOUND.value());
        assertThat(second.getListServicesResponse().getServiceCount()).isGreaterThan(5);
    }

    /** A call that is answered, and open until its client has no more to say. */
    private ClientCall<?, ?> ask(AtomicInteger told) {
        ClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
                channel.newCall(ServerReflectionGrpc.getServerReflectionInfoMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(ServerReflectionResponse response) {
                        told.incrementAndGet();
                    }
                },
                new Metadata());
        call.sendMessage(
                ServerReflectionRequest.newBuilder().setListServices("*").build());
        call.request(1);
        return call;
    }

    private static Status.Code publish(Channel channel, String event) {
        return code(channel, ONE, event);
    }

    private static Status.Code code(
            Channel channel, MethodDescriptor<PublishOneRequest, Accepted> method, String event) {
        try {
            ClientCalls.blockingUnaryCall(
                    channel,
                    method,
                    CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                    PublishOneRequest.newBuilder()
                            .setLab("sensors")
                            .setStream("readings")
                            .setEvent(ByteString.copyFromUtf8(event))
                            .build());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }
}
