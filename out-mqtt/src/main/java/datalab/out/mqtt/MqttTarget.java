package datalab.out.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;
import datalab.mqtt.MqttBroker;
import datalab.mqtt.MqttVersion;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputRows;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;

/** Outputs on an MQTT broker. Each writer has a connection of its own. Thread-safe. */
final class MqttTarget implements OutputTarget {
    private static final Pattern TOPIC = Pattern.compile("[^$+#\\p{Cntrl}][^+#\\p{Cntrl}]*");
    /** With the usual beginning an id has 23 letters and digits, which every broker takes. */
    private static final int ID_DIGITS = 16;

    private final MqttBroker broker;

    MqttTarget(MqttBroker broker) {
        this.broker = broker;
    }

    /** There is nothing to make: only looks whether the broker takes retained messages of such a topic. */
    @Override
    public void prepare(OutputTable table) {
        if (!TOPIC.matcher(table.name()).matches()) {
            throw new OutputMismatch("topic " + table.name() + " is none that a message can have; "
                    + "it begins with $, or has +, # or a control character");
        }
        if (broker.version() != MqttVersion.V5) {
            throw new OutputMismatch("outputs speak MQTT 5 alone; the server's settings say version "
                    + broker.version().text());
        }
        try (BrokerConnection connection = passing()) {
            Mqtt5ConnAckRestrictions broker = connection.restrictions();
            if (!broker.isRetainAvailable() || broker.getMaximumQos() == MqttQos.AT_MOST_ONCE) {
                throw new OutputMismatch(
                        this.broker + " takes no retained messages with QoS 1, in which an output's rows are");
            }
        }
    }

    @Override
    public OutputWriter open(OutputTable table) {
        return new MqttWriter(this, table, BrokerConnection.open(broker, broker.clientId() + digits(table.output())));
    }

    /** A subscriber hears of each row that is written. */
    @Override
    public boolean isTold(OutputTable table) {
        return table.rows() == OutputRows.OF_ALERTS;
    }

    @Override
    public void check() {
        passing().close();
    }

    /** Writers are closed by those who opened them. */
    @Override
    public void close() {}

    private BrokerConnection passing() {
        return BrokerConnection.open(
                broker, broker.clientId() + digits(UUID.randomUUID().toString()));
    }

    private static String digits(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
