package datalab.out.kafka;

import datalab.log.KafkaConnection;
import datalab.store.server.ConfiguredServer;
import datalab.store.server.ServerSettings;
import datalab.store.server.ServerType;
import java.util.regex.Pattern;

/** A Kafka cluster: {@code kind: kafka}. */
public final class KafkaServerType implements ServerType {
    private static final String EXPECTED = "servers of the cluster with their ports, such as kafka-1:9092,kafka-2:9092";
    private static final String SERVER = "\\s*(\\[[^\\]\\s]+\\]|[^:,\\s]+):\\d{1,5}\\s*";
    private static final Pattern SERVERS = Pattern.compile(SERVER + "(," + SERVER + ")*");
    private static final int REPLICATION_MAX = 100;
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
    public ConfiguredServer configure(ServerSettings settings) {
        String servers = settings.required("bootstrap", EXPECTED);
        KafkaConnection connection = new KafkaConnection(
                servers,
                settings.optional("user").orElse(""),
                settings.secret("password").orElse(""));
        int replication = settings.number("replication", 1, 1, REPLICATION_MAX, REPLICATION);
        if (!servers.isEmpty() && !SERVERS.matcher(servers).matches()) {
            settings.refuse("bootstrap", EXPECTED);
        }
        return () -> new KafkaTarget(connection, replication);
    }
}
