package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MQTT with quality of service 1, over one connection for as long as it holds; a lost session is never resumed. */
final class MqttWayIn implements WayIn {
    private final int port;
    private @Nullable Mqtt5BlockingClient client;

    MqttWayIn(int port) {
        this.port = port;
    }

    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public Told send(List<SentUser> users) {
        Told failed = Told.NOT_SENT;
        try {
            Mqtt5BlockingClient connected = client == null ? connect() : client;
            client = connected;
            failed = Told.NOTHING;
            connected
                    .publishWith()
                    .topic("users")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(users.getFirst().json().getBytes(UTF_8))
                    .send();
            return Told.KEPT;
        } catch (RuntimeException e) { // the server has been killed
            close();
            return failed;
        }
    }

    @Override
    public void close() {
        try {
            if (client != null) {
                client.disconnect();
            }
        } catch (RuntimeException e) {
            // nothing to leave
        } finally {
            client = null;
        }
    }

    private Mqtt5BlockingClient connect() {
        Mqtt5BlockingClient made =
                Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(port).buildBlocking();
        made.connectWith().cleanStart(true).sessionExpiryInterval(0).send();
        return made;
    }
}
