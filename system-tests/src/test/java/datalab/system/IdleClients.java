package datalab.system;

import static java.nio.charset.StandardCharsets.US_ASCII;

import datalab.testkit.DataLabProcess;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Clients of every kind that stay connected, in the middle of something, and neither read nor write. */
final class IdleClients implements AutoCloseable {
    private static final int READ_BYTES = 4096;
    /** MQTT 3.1.1: a session that is kept, of client {@code idle}. */
    private static final byte[] CONNECT = {0x10, 16, 0, 4, 'M', 'Q', 'T', 'T', 4, 0, 0, 60, 0, 4, 'i', 'd', 'l', 'e'};

    private static final byte[] SUBSCRIBE = {(byte) 0x82, 6, 0, 1, 0, 1, '#', 1};

    private final List<Socket> sockets = new ArrayList<>();
    private final ManagedChannel channel;

    IdleClients(DataLabProcess datalab, String lab, String stream) throws IOException {
        String path = "/labs/" + lab + "/streams/" + stream;
        http(datalab, "GET /labs/" + lab + "/live?stream=" + stream, "");
        for (int i = 0; i < 20; i++) {
            http(datalab, "GET " + path + "?limit=10000", "");
        }
        http(datalab, "POST " + path, "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"id\":");
        Socket subscriber = open(datalab.mqttPort);
        subscriber.getOutputStream().write(CONNECT);
        subscriber.getOutputStream().write(SUBSCRIBE);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", datalab.grpcPort)
                .usePlaintext()
                .build();
        ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new Silent())
                .onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    }

    private void http(DataLabProcess datalab, String request, String rest) throws IOException {
        String head = request + " HTTP/1.1\r\nHost: localhost:" + datalab.httpPort + "\r\n";
        open(datalab.httpPort).getOutputStream().write((head + (rest.isEmpty() ? "\r\n" : rest)).getBytes(US_ASCII));
    }

    private Socket open(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(READ_BYTES);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        sockets.add(socket);
        return socket;
    }

    @Override
    public String toString() {
        return sockets.size() + " connections and a call";
    }

    @Override
    public void close() throws IOException {
        channel.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static final class Silent implements StreamObserver<ServerReflectionResponse> {
        @Override
        public void onNext(ServerReflectionResponse value) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
