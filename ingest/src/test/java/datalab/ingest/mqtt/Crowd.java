package datalab.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Many connections that do one thing and then nothing: they never read. */
final class Crowd implements AutoCloseable {
    private final List<SocketChannel> sockets = new ArrayList<>();
    private final int port;

    Crowd(int port) {
        this.port = port;
    }

    /** One more, which sends this. */
    void join(byte[]... packets) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        sockets.add(socket);
        for (byte[] packet : packets) {
            ByteBuffer bytes = ByteBuffer.wrap(packet);
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
        }
    }

    /** The last one goes without a word. */
    void cutLast() throws IOException {
        sockets.removeLast().close();
    }

    static byte[] connect(String clientId, boolean clean) {
        return packet(0x10, body -> {
            body.writeUTF("MQTT");
            body.write(new byte[] {4, (byte) (clean ? 2 : 0), 0, 0});
            body.writeUTF(clientId);
        });
    }

    static byte[] subscribe(List<String> filters, int qos) {
        return packet(0x82, body -> {
            body.writeShort(1);
            for (String filter : filters) {
                body.writeUTF(filter);
                body.write(qos);
            }
        });
    }

    static byte[] publish(int qos, int packetId, String payload) {
        return packet(0x30 | qos << 1, body -> {
            body.writeUTF("sensors");
            if (qos > 0) {
                body.writeShort(packetId);
            }
            body.write(payload.getBytes(UTF_8));
        });
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel socket : sockets) {
            socket.close();
        }
    }

    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] packet(int firstByte, Body body) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            body.write(new DataOutputStream(bytes));
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.write(firstByte);
            int length = bytes.size();
            do {
                packet.write(length % 128 | (length >= 128 ? 128 : 0));
                length /= 128;
            } while (length > 0);
            bytes.writeTo(packet);
            return packet.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e); // memory does not fail
        }
    }
}
