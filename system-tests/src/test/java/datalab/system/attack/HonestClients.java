package datalab.system.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.PublishOneRequest;
import datalab.testkit.DataLabProcess;
import datalab.web.grpc.v1.Rows;
import datalab.web.grpc.v1.ViewRowsRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A client of each protocol that connects, sends an event, queries a row and disconnects, in a loop. */
final class HonestClients implements AutoCloseable {
    static final int ACK_BYTES = 4;
    private static final int PAUSE_MILLIS = 150;
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final String EVENT = "{\"name\":\"honest\",\"value\":1}";
    private static final MethodDescriptor<PublishOneRequest, Accepted> PUBLISH = MethodDescriptor.newBuilder(
                    ProtoUtils.marshaller(PublishOneRequest.getDefaultInstance()),
                    ProtoUtils.marshaller(Accepted.getDefaultInstance()))
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("datalab.v1.Ingest/PublishOne")
            .build();
    private static final MethodDescriptor<ViewRowsRequest, Rows> ROWS = MethodDescriptor.newBuilder(
                    ProtoUtils.marshaller(ViewRowsRequest.getDefaultInstance()),
                    ProtoUtils.marshaller(Rows.getDefaultInstance()))
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
            .setFullMethodName("datalab.v1.Query/ViewRows")
            .build();

    private final DataLabProcess datalab;
    private final String token;
    private final Answers answers = new Answers(List.of("http-in", "http-out", "mqtt-in", "grpc-out"));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean ending;

    HonestClients(DataLabProcess datalab, String token) {
        this.datalab = datalab;
        this.token = token;
        String post = Target.head("POST", AttackedLab.READINGS, token) + "Connection: close\r\nContent-Length: "
                + EVENT.length() + "\r\n\r\n" + EVENT;
        String get = Target.head("GET", AttackedLab.LATEST, token) + "Connection: close\r\n\r\n";
        threads.execute(() -> repeat(() -> ask("http-in", post, "HTTP/1.1 201")));
        threads.execute(() -> repeat(() -> ask("http-out", get, "HTTP/1.1 200")));
        threads.execute(() -> repeat(this::publishOverMqtt));
        threads.execute(() -> repeat(this::callOverGrpc));
    }

    Answers answers() {
        return answers;
    }

    /** What one client does each time. */
    private interface Turn {
        void take() throws IOException;
    }

    private void repeat(Turn turn) {
        while (!ending) {
            try {
                turn.take();
            } catch (IOException | RuntimeException e) {
                answers.refuse("", e.toString());
            }
            Target.pause(PAUSE_MILLIS);
        }
    }

    private void ask(String kind, String request, String expected) throws IOException {
        long begun = System.nanoTime();
        try (Socket socket = connect(datalab.httpPort)) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            note(kind, begun, answer.startsWith(expected), answer);
        }
    }

    /** From connecting to the acknowledgement of an event. */
    private void publishOverMqtt() throws IOException {
        long begun = System.nanoTime();
        try (Socket socket = connect(datalab.mqttPort)) {
            InputStream in = socket.getInputStream();
            socket.getOutputStream().write(MqttPackets.connect("honest", true, token));
            byte[] connected = in.readNBytes(ACK_BYTES);
            note("mqtt-connect", begun, connected.length == ACK_BYTES && connected[3] == 0, "not accepted");
            long publishing = System.nanoTime();
            socket.getOutputStream().write(MqttPackets.publish(1, 1, EVENT));
            note("mqtt-in", publishing, in.readNBytes(ACK_BYTES).length == ACK_BYTES, "not acknowledged");
        }
    }

    private void callOverGrpc() {
        long begun = System.nanoTime();
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", datalab.grpcPort)
                .usePlaintext()
                .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata(token)))
                .build();
        try {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            PublishOneRequest event = PublishOneRequest.newBuilder()
                    .setLab("attacked")
                    .setStream("readings")
                    .setEvent(ByteString.copyFromUtf8(EVENT))
                    .build();
            ClientCalls.blockingUnaryCall(channel, PUBLISH, options, event);
            note("grpc-in", begun, true, "");
            long asking = System.nanoTime();
            ViewRowsRequest row = ViewRowsRequest.newBuilder()
                    .setLab("attacked")
                    .setView("latest")
                    .putWhere("name", "honest")
                    .setLimit(1)
                    .build();
            Rows rows = ClientCalls.blockingServerStreamingCall(channel, ROWS, options, row)
                    .next();
            note("grpc-out", asking, rows.getRowsCount() == 1, "no row");
        } finally {
            channel.shutdownNow();
        }
    }

    /** Of calls, with a token, or empty. */
    static Metadata metadata(String token) {
        Metadata metadata = new Metadata();
        if (!token.isEmpty()) {
            metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        }
        return metadata;
    }

    private void note(String kind, long begun, boolean isGood, String otherwise) {
        answers.add(kind, System.nanoTime() - begun);
        if (!isGood) {
            answers.refuse(kind, otherwise);
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    @Override
    public void close() {
        ending = true;
        threads.close();
    }
}
