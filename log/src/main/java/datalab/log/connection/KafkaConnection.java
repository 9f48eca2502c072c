package datalab.log.connection;

import java.util.HashMap;
import java.util.Map;

/**
 * The addresses of the log's brokers and how to log in there.
 *
 * @param servers {@code host:port} of one or more brokers, separated by commas
 * @param user for SASL/PLAIN without TLS; empty where the brokers ask for none, or {@code security} says how
 * @param security settings of Kafka's clients, as {@link ClientProperties} reads them
 */
public record KafkaConnection(String servers, String user, String password, Map<String, String> security) {

    public KafkaConnection {
        security = Map.copyOf(security);
    }

    /** Brokers that a user logs in to by SASL/PLAIN without TLS; without authentication where the user is empty. */
    public KafkaConnection(String servers, String user, String password) {
        this(servers, user, password, Map.of());
    }

    /** Brokers without authentication. */
    public static KafkaConnection of(String servers) {
        return new KafkaConnection(servers, "", "");
    }

    /** The settings that any client of Kafka's needs in order to reach them, and a file of Kafka's own tools too. */
    public Map<String, String> clientSettings() {
        Map<String, String> settings = new HashMap<>(security);
        settings.put("bootstrap.servers", servers);
        if (!user.isEmpty()) {
            settings.put("security.protocol", "SASL_PLAINTEXT");
            settings.put("sasl.mechanism", "PLAIN");
            settings.put("sasl.jaas.config", login("username=" + quoted(user) + " password=" + quoted(password)));
        }
        return settings;
    }

    /** An entry for Kafka's PLAIN, of a client or a broker. */
    public static String login(String options) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required " + options + ";";
    }

    public static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** All but secrets, so that no log ever shows them. */
    @Override
    public String toString() {
        return user.isEmpty() ? servers : user + "@" + servers;
    }
}
