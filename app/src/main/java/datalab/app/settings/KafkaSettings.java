package datalab.app.settings;

import datalab.app.settings.Settings.Flush;
import datalab.app.settings.Settings.Kafka;
import datalab.app.terminal.CommandFailed;
import datalab.log.connection.ClientProperties;
import datalab.log.connection.UnusableConnection;
import datalab.log.topic.Replication;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code kafka:}, and checks what does not go together. */
final class KafkaSettings {
    private static final String CLIENT_PROPERTIES = "kafka.client_properties";
    private static final String REPLICATION = "kafka.replication";
    private static final String MIN_INSYNC = "kafka.min_insync_replicas";
    private static final Pattern REPLICAS = Pattern.compile("[1-9]\\d?|100");

    private KafkaSettings() {}

    static Kafka read(SettingsReader reader) {
        Kafka kafka = new Kafka(
                reader.port("kafka.port", 19_092),
                reader.optional("kafka.bootstrap"),
                reader.optional("kafka.user").orElse(""),
                reader.secret("kafka.password", ""),
                reader.optional(CLIENT_PROPERTIES)
                        .map(file -> security(reader, file))
                        .orElse(Map.of()),
                reader.number("kafka.partitions", 4, 1, 1000, "1 to 1000 partitions"),
                new Replication(
                        replicas(reader, REPLICATION, "1 to 100 brokers that have each record"),
                        replicas(reader, MIN_INSYNC, "1 to 100 brokers that must have a record to acknowledge it")),
                reader.retention("kafka.retention"),
                reader.choice("kafka.flush", Flush.OS));
        check(reader, kafka);
        return kafka;
    }

    private static void check(SettingsReader reader, Kafka kafka) {
        Replication replication = kafka.replication();
        if (!kafka.user().isEmpty() && !kafka.security().isEmpty()) {
            reader.refuse("kafka.user", "none beside " + CLIENT_PROPERTIES + ", which says how to log in");
        }
        if (kafka.bootstrap().isEmpty() && replication.replicas() > 1) {
            reader.refuse(REPLICATION, "none without kafka.bootstrap: there is one broker, the embedded one");
        }
        if (replication.replicas() > 0 && replication.minInsyncReplicas() > replication.replicas()) {
            reader.refuse(MIN_INSYNC, "at most " + REPLICATION + ", " + replication.replicas());
        }
    }

    private static int replicas(SettingsReader reader, String path, String expected) {
        Optional<String> number = reader.optional(path, REPLICAS, expected);
        return number.map(Integer::parseInt).orElse(0);
    }

    private static Map<String, String> security(SettingsReader reader, String file) {
        try {
            return ClientProperties.read(file);
        } catch (UnusableConnection e) {
            reader.refuse(CLIENT_PROPERTIES, ClientProperties.EXPECTED + "; " + Secrets.hidden(CommandFailed.words(e)));
            return Map.of();
        }
    }
}
