package datalab.system.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/** Packets of MQTT 3.1.1, byte by byte, also such as no client library would send. */
final class MqttPackets {
    private static final int KEEP_ALIVE_SECONDS = 0;

    private MqttPackets() {}

    /** @param token as the password; empty for none */
    static byte[] connect(String clientId, boolean clean, String token) {
        return packet(0x10, body -> {
            body.writeUTF("MQTT");
            body.write(new byte[] {4, (byte) ((clean ? 2 : 0) | (token.isEmpty() ? 0 : 0xc0))});
            body.writeShort(KEEP_ALIVE_SECONDS);
            body.writeUTF(clientId);
            if (!token.isEmpty()) {
                body.writeUTF("any");
                body.writeUTF(token);
            }
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
            body.writeUTF(AttackedLab.TOPIC);
            if (qos > 0) {
                body.writeShort(packetId);
            }
            body.write(payload.getBytes(UTF_8));
        });
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
