package datalab.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** An MQTT 5 client that acknowledges only when it is told to. */
final class RawClient5 implements AutoCloseable {
    private static final int PUBLISH = 3;

    private final WireNotation notation = new WireNotation();
    private final Socket socket;
    private final DataInputStream in;

    RawClient5(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
    }

    void connect(String clientId, int receiveMax) throws IOException {
        send("10 [ \"MQTT\" 05 02 003c { 21 %04x } \"%s\" ]".formatted(receiveMax, clientId));
        packet();
    }

    void subscribe(String filter) throws IOException {
        send("82 [ 0001 {} \"%s\" 01 ]".formatted(filter));
        packet();
    }

    void acknowledge(int packetId) throws IOException {
        send("40 [ %04x ]".formatted(packetId));
    }

    /** The next message that is delivered, all of its bytes as text. */
    String delivery() throws IOException {
        byte[] packet = packet();
        if ((packet[0] & 0xff) >> 4 != PUBLISH) {
            throw new IOException("no PUBLISH");
        }
        return new String(packet, UTF_8);
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(notation.bytes(text));
    }

    /** The next packet without its length. */
    byte[] packet() throws IOException {
        int first = in.readUnsignedByte();
        int length = 0;
        int next;
        int shift = 0;
        do {
            next = in.readUnsignedByte();
            length |= (next & 0x7f) << shift;
            shift += 7;
        } while (next > 0x7f);
        byte[] packet = new byte[1 + length];
        packet[0] = (byte) first;
        in.readFully(packet, 1, length);
        return packet;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
