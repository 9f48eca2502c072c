package datalab.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/**
 * Publishes with MQTT 3.1.1 at QoS 1 over one connection, a window of messages at a time, and waits for their PUBACKs. It
 * speaks just enough of the protocol, so that what is measured is the server. Not thread-safe.
 */
public final class MqttLoadClient implements LoadClient {
    private static final int CONNACK = 0x20;
    private static final int PUBACK = 0x40;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final byte[] topic;
    private final byte[] payload;
    private int packetId;

    public MqttLoadClient(int port, String clientId, String topic, String payload) throws IOException {
        this(Connection.plain(port), clientId, topic, payload);
    }

    public MqttLoadClient(Connection connection, String clientId, String topic, String payload) throws IOException {
        socket = connection.open();
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16_384));
        out = new DataOutputStream(socket.getOutputStream());
        this.topic = topic.getBytes(UTF_8);
        this.payload = payload.getBytes(UTF_8);
        connect(clientId, connection.token());
    }

    @Override
    public void send(int count) throws IOException {
        ByteArrayOutputStream window = new ByteArrayOutputStream(count * (payload.length + topic.length + 8));
        DataOutputStream packets = new DataOutputStream(window);
        for (int i = 0; i < count; i++) {
            packetId = packetId % 65_535 + 1;
            packets.writeByte(0x32);
            writeLength(packets, 2 + topic.length + 2 + payload.length);
            packets.writeShort(topic.length);
            packets.write(topic);
            packets.writeShort(packetId);
            packets.write(payload);
        }
        window.writeTo(out);
        for (int i = 0; i < count; i++) {
            expect(PUBACK);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void connect(String clientId, String token) throws IOException {
        byte[] id = clientId.getBytes(UTF_8);
        boolean shows = !token.isEmpty(); // as the user's name, without a password
        out.writeByte(0x10);
        writeLength(out, 12 + id.length + (shows ? 2 + token.length() : 0));
        out.writeUTF("MQTT");
        out.writeByte(4);
        out.writeByte(shows ? 0x82 : 2); // clean session
        out.writeShort(60);
        out.writeUTF(clientId);
        if (shows) {
            out.writeUTF(token);
        }
        out.flush();
        expect(CONNACK);
    }

    private void expect(int type) throws IOException {
        int found = in.readUnsignedByte();
        if (found != type) {
            throw new IOException(
                    "expected packet " + Integer.toHexString(type) + ", found " + Integer.toHexString(found));
        }
        in.skipNBytes(in.readUnsignedByte());
    }

    private static void writeLength(DataOutputStream out, int length) throws IOException {
        int rest = length;
        do {
            int digit = rest % 128;
            rest /= 128;
            out.writeByte(rest > 0 ? digit | 0x80 : digit);
        } while (rest > 0);
    }
}
