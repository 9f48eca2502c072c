package datalab.system.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Clients of MQTT that want to use up what there is. */
final class MqttAttacks {
    private static final String EVENT = "{\"name\":\"a\",\"note\":\"" + "x".repeat(100) + "\"}";
    private static final int FILTERS = 100;
    private static final int FILTER_BYTES = 60_000;
    private static final int UNACKNOWLEDGED = 100;
    private static final int PACKET_IDS = 60_000;

    private MqttAttacks() {}

    /** Sessions of many long filters, each parked for as long as sessions are kept. */
    static void parkSessionsWithLongFilters(Target target) throws IOException {
        List<byte[]> filters = new ArrayList<>();
        for (int i = 0; i < FILTERS; i++) {
            filters.add(MqttPackets.subscribe(List.of("sensors/" + "x".repeat(FILTER_BYTES) + i), 1));
        }
        int sessions = Target.size(15, 300);
        for (int i = 0; i < sessions || target.goesOn(); i++) {
            List<byte[]> packets = new ArrayList<>(List.of(MqttPackets.connect("long" + i, false, target.token)));
            packets.addAll(filters);
            try (Connections one = new Connections(target.datalab.mqttPort)) {
                one.join(packets.toArray(byte[][]::new));
            }
        }
    }

    static void subscribeToThousandsOfLevels(Target target) throws IOException {
        String deep = "sensors" + "/".repeat(20_000);
        try (Connections crowd = new Connections(target.datalab.mqttPort)) {
            for (int i = 0; i < Target.size(20, 400); i++) {
                crowd.join(
                        MqttPackets.connect("deep" + i, false, target.token),
                        MqttPackets.subscribe(Collections.nCopies(5, deep + i), 0));
            }
            target.awaitEnd();
        }
    }

    static void neverReleaseMessagesOfQuality2(Target target) throws IOException {
        int messages = Target.size(2_000, 5_000);
        try (Connections crowd = new Connections(target.datalab.mqttPort)) {
            for (int i = 0; i < Target.size(4, 20); i++) {
                List<byte[]> packets =
                        new ArrayList<>(List.of(MqttPackets.connect("unreleased" + i, false, target.token)));
                for (int id = 1; id <= messages; id++) {
                    packets.add(MqttPackets.publish(2, id, EVENT));
                }
                crowd.join(packets.toArray(byte[][]::new));
            }
            target.awaitEnd();
        }
    }

    static void neverEndAPacket(Target target) throws IOException {
        byte[] packet = MqttPackets.publish(0, 0, "x".repeat(1024 * 1024));
        byte[] begun = new byte[1024 * 1024];
        System.arraycopy(packet, 0, begun, 0, begun.length);
        try (Connections crowd = new Connections(target.datalab.mqttPort)) {
            for (int i = 0; i < Target.size(80, 400); i++) {
                crowd.join(MqttPackets.connect("endless" + i, true, target.token), begun);
            }
            target.awaitEnd();
        }
    }

    static void subscribeAndNeverRead(Target target) throws IOException {
        try (Connections crowd = new Connections(target.datalab.mqttPort)) {
            for (int i = 0; i < Target.size(100, 2_000); i++) {
                crowd.join(
                        MqttPackets.connect("deaf" + i, true, target.token),
                        MqttPackets.subscribe(List.of("sensors/#"), i % 2));
            }
            publish(target, Target.size(1_500, 40_000));
            target.awaitEnd();
        }
    }

    private static void publish(Target target, int events) throws IOException {
        try (Socket publisher = new Socket(InetAddress.getLoopbackAddress(), target.datalab.mqttPort)) {
            publisher.setSoTimeout(20_000);
            InputStream in = publisher.getInputStream();
            OutputStream out = publisher.getOutputStream();
            out.write(MqttPackets.connect("busy", true, target.token));
            in.readNBytes(HonestClients.ACK_BYTES);
            for (int id = 1; id <= events; id++) {
                out.write(MqttPackets.publish(1, id % PACKET_IDS + 1, EVENT));
                if (id % UNACKNOWLEDGED == 0) {
                    in.readNBytes(UNACKNOWLEDGED * HonestClients.ACK_BYTES);
                }
            }
        } catch (IOException e) {
            if (!target.token.isEmpty()) {
                throw e; // who shows nothing is sent away
            }
        }
    }
}
