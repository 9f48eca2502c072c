package datalab.app.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything that can be set, as one tree. Immutable and already checked. {@code datalab.example.yaml} lists each key with
 * its meaning and default.
 *
 * @param data the folder that keeps everything between starts
 * @param labs the folder whose sub-folders are labs
 * @param host the address that HTTP and MQTT listen on
 * @param allowOpen whether listening beyond this machine is wanted although nobody has to log in
 */
public record Settings(
        Path data,
        Path labs,
        String host,
        boolean allowOpen,
        Http http,
        Mqtt mqtt,
        Grpc grpc,
        Kafka kafka,
        Postgres postgres,
        Limits limits,
        Logs log) {

    public record Http(int port) {}

    public record Mqtt(int port) {}

    /** Reserved: nothing listens there yet. */
    public record Grpc(int port) {}

    /**
     * The event log.
     *
     * @param port where the embedded broker listens; unused with {@code bootstrap}
     * @param bootstrap the servers of a cluster of yours; empty starts the embedded broker
     * @param partitions of each new topic
     * @param replicas of each new topic
     */
    public record Kafka(int port, Optional<String> bootstrap, int partitions, int replicas, Flush flush) {}

    /** When the embedded broker forces records onto the disk. */
    public enum Flush {
        /** When the operating system does: a crash of DataLab loses nothing, a loss of power the last moments. */
        OS,
        /** Before every acknowledgement. */
        ALWAYS
    }

    /**
     * The store.
     *
     * @param port where the embedded server listens; unused with {@code url}
     * @param url a server of yours, as {@code jdbc:postgresql://host:port/database}; empty starts the embedded one
     */
    public record Postgres(int port, Optional<String> url, String user, String password, int connections) {

        /** All but the password, so that no log ever shows it. */
        @Override
        public String toString() {
            return "Postgres[port=" + port + ", url=" + url + ", user=" + user + ", connections=" + connections + "]";
        }
    }

    /** What one sender may ask of DataLab at a time. */
    public record Limits(long eventBytes, int batchEvents, int mqttConnections, Duration stop) {}

    public record Logs(Format format, Level level) {

        public enum Format {
            TEXT,
            JSON
        }

        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG
        }
    }
}
