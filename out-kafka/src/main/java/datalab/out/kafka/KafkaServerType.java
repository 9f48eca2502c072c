package datalab.out.kafka;

import datalab.log.connection.ClientProperties;
import datalab.log.connection.KafkaConnection;
import datalab.log.connection.UnusableConnection;
import datalab.log.topic.Replication;
import datalab.store.server.OutputServer;
import datalab.store.server.ServerSettings;
import datalab.store.server.ServerType;
import java.util.Map;
import java.util.regex.Pattern;

/** A Kafka cluster: {@code kind: kafka}. */
public final class KafkaServerType implements ServerType {
    private static final String EXPECTED = "servers of the cluster with their ports, such as kafka-1:9092,kafka-2:9092";
    private static final String SERVER = "\\s*(\\[[^\\]\\s]+\\]|[^:,\\s]+):\\d{1,5}\\s*";
    private static final Pattern SERVERS = Pattern.compile(SERVER + "(," + SERVER + ")*");
    private static final String REPLICATION = "1 to 100 brokers that have each record";

    @Override
    public String kind() {
        return "kafka";
    }

    @Override
    public String table() {
        return "topic";
    }

    @Override
    public OutputServer configure(ServerSettings settings) {
        String servers = settings.required("bootstrap", EXPECTED);
        KafkaConnection connection = new KafkaConnection(
                servers,
                settings.optional("user").orElse(""),
                settings.secret("password").orElse(""),
                settings.optional("client_properties")
                        .map(file -> security(settings, file))
                        .orElse(Map.of()));
        Replication replication =
                new Replication(settings.number("replication", 1, 1, Replication.REPLICAS_MAX, REPLICATION), 0);
        if (!connection.user().isEmpty() && !connection.security().isEmpty()) {
            settings.refuse("user", "none beside client_properties, which says how to log in");
        }
        if (!servers.isEmpty() && !SERVERS.matcher(servers).matches()) {
            settings.refuse("bootstrap", EXPECTED);
        }
        return () -> new KafkaTarget(connection, replication);
    }

    private static Map<String, String> security(ServerSettings settings, String file) {
        try {
            return ClientProperties.read(file);
        } catch (UnusableConnection e) {
            settings.refuse("client_properties", ClientProperties.EXPECTED + ": " + e.getMessage());
            return Map.of();
        }
    }
}
