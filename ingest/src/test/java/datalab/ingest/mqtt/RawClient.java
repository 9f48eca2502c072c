package datalab.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** An MQTT 3.1.1 client that sends and reads packets one by one, for what well-behaved clients do not show. */
final class RawClient implements AutoCloseable {
    static final int PUBACK = 0x40;
    static final int PUBREC = 0x50;
    static final int PUBCOMP = 0x70;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;

    /** A packet that consists of a packet id only. */
    record Reply(int type, int packetId) {}

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(5000);
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
    }

    /** Returns whether a session was present. */
    boolean connect(String clientId, boolean clean) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeUTF("MQTT");
        body.writeByte(4);
        body.writeByte(clean ? 2 : 0);
        body.writeShort(60);
        body.writeUTF(clientId);
        packet(0x10, bytes.toByteArray());
        byte[] answer = in.readNBytes(4);
        if (answer[0] != 0x20 || answer[3] != 0) {
            throw new IOException("not accepted");
        }
        return answer[2] == 1;
    }

    void publish(int qos, int packetId, String payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeUTF("sensors");
        if (qos > 0) {
            body.writeShort(packetId);
        }
        body.write(payload.getBytes(UTF_8));
        packet(0x30 | (qos << 1), bytes.toByteArray());
    }

    void release(int packetId) throws IOException {
        packet(0x62, new byte[] {(byte) (packetId >>> 8), (byte) packetId});
    }

    Reply reply() throws IOException {
        byte[] answer = in.readNBytes(4);
        return new Reply(answer[0] & 0xff, ((answer[2] & 0xff) << 8) | (answer[3] & 0xff));
    }

    /** Waits until the other side says something; true where it was the end. */
    boolean isClosed() throws IOException {
        return in.read() < 0;
    }

    private void packet(int type, byte[] body) throws IOException {
        out.writeByte(type);
        int length = body.length;
        do {
            out.writeByte(length % 128 | (length >= 128 ? 128 : 0));
            length /= 128;
        } while (length > 0);
        out.write(body);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
