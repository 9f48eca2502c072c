package datalab.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.ingest.mqtt.WireNotation.Expected;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** MQTT's normative statements, one case each, as bytes that are sent and bytes that come: see mqtt/conformance.txt. */
class MqttConformanceIT {
    private static final WireNotation NOTATION = new WireNotation();

    private static MqttFixture mqtt;

    /** Lines of what is sent and expected, under the statement's number. */
    record Case(String title, List<String> before, List<String> lines) {
        @Override
        public String toString() {
            return title;
        }
    }

    /** One client's connection, opened when it first sends. */
    private static final class Wire implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;

        Wire() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), mqtt.source.port());
            socket.setSoTimeout(10_000);
            in = new DataInputStream(socket.getInputStream());
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        void expect(String line) throws IOException {
            if (line.equals("closed")) {
                assertThat(isClosed()).as("closed").isTrue();
                return;
            }
            Expected expected = NOTATION.expected(line);
            int first = in.readUnsignedByte();
            byte[] body = in.readNBytes(length());
            String came = HexFormat.of().toHexDigits((byte) first) + " "
                    + HexFormat.of().formatHex(body) + " " + new String(body, UTF_8);
            assertThat(expected.fits(first, body))
                    .as("came %s, expected %s", came, line)
                    .isTrue();
        }

        private boolean isClosed() throws IOException {
            try {
                return in.read() < 0;
            } catch (SocketException e) {
                return true; // reset
            }
        }

        private int length() throws IOException {
            int length = 0;
            for (int shift = 0; ; shift += 7) {
                int next = in.readUnsignedByte();
                length |= (next & 0x7f) << shift;
                if (next < 0x80) {
                    return length;
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @BeforeAll
    static void start() {
        mqtt = new MqttFixture();
    }

    @AfterAll
    static void stop() {
        mqtt.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void answersAsTheStandardSays(Case each) throws IOException {
        Wire[] wires = new Wire[2];
        try {
            for (String line :
                    Stream.concat(each.before.stream(), each.lines.stream()).toList()) {
                play(line, wires);
            }
        } finally {
            for (Wire wire : wires) {
                if (wire != null) {
                    wire.close();
                }
            }
        }
    }

    private static void play(String line, Wire[] wires) throws IOException {
        int client = line.startsWith(">>") || line.startsWith("<<") ? 1 : 0;
        String text = line.substring(client + 1).strip();
        if (line.startsWith(">")) {
            wires[client] = wires[client] == null ? new Wire() : wires[client];
            if (text.equals("cut")) {
                wires[client].close();
                wires[client] = null;
            } else {
                wires[client].send(NOTATION.bytes(text));
            }
        } else {
            wires[client].expect(text);
        }
    }

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        List<String> before = List.of();
        for (String line : lines()) {
            if (line.startsWith("let ")) {
                int equals = line.indexOf('=');
                NOTATION.name(line.substring(4, equals).strip(), line.substring(equals + 1));
            } else if (line.startsWith("begin")) {
                before = Stream.of(line.substring(5).split(";"))
                        .map(String::strip)
                        .filter(it -> !it.isEmpty())
                        .toList();
            } else if (line.startsWith(">") || line.startsWith("<")) {
                cases.getLast().lines.add(line);
            } else {
                cases.add(new Case(line, before, new ArrayList<>()));
            }
        }
        return cases;
    }

    private static List<String> lines() throws IOException {
        try (InputStream file = MqttConformanceIT.class.getResourceAsStream("/mqtt/conformance.txt")) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
            return text.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }
}
