package datalab.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.terminal.CommandFailed;
import datalab.log.topic.Replication;
import datalab.log.topic.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KafkaSettingsTest {
    @TempDir
    Path folder;

    @Test
    void readsAClusterAndShowsNothingOfItsSecrets() throws IOException {
        Path client = Files.writeString(
                folder.resolve("client.properties"), "security.protocol=SSL\nssl.keystore.password=hunter2\n");

        LoadedSettings loaded = load("""
                kafka:
                  bootstrap: kafka-1:9092,kafka-2:9092
                  client_properties: CLIENT
                  replication: 3
                  min_insync_replicas: 2
                """.replace("CLIENT", client.toString()));

        Settings.Kafka kafka = loaded.settings().kafka();
        assertThat(kafka.replication()).isEqualTo(new Replication(3, 2));
        assertThat(kafka.security()).containsEntry("ssl.keystore.password", "hunter2");
        assertThat(loaded.print()).contains(client.toString()).doesNotContain("hunter2");
        assertThat(kafka.toString()).doesNotContain("hunter2");
    }

    @Test
    void leavesReplicationToTheClusterWhereNothingIsSaid() throws IOException {
        assertThat(load("kafka: {bootstrap: \"kafka-1:9092\"}\n")
                        .settings()
                        .kafka()
                        .replication())
                .isEqualTo(Replication.OF_CLUSTER);
    }

    @Test
    void bringsOnlyTopicsOfTheEmbeddedBrokerToTheRetention() throws IOException {
        Duration month = Duration.ofDays(30);

        assertThat(load("kafka: {retention: 30d}\n").settings().kafka().keeping())
                .isEqualTo(new Retention(month, true));
        assertThat(load("kafka: {retention: 30d, bootstrap: \"kafka-1:9092\"}\n")
                        .settings()
                        .kafka()
                        .keeping())
                .isEqualTo(new Retention(month, false));
        assertThat(load("kafka: {port: 1}\n").settings().kafka().keeping().time())
                .isNull();
        assertThatThrownBy(() -> load("kafka: {retention: 30m}\n"))
                .hasMessageContaining(
                        ":1:20: kafka.retention is '30m'; expected a length of time from 3600s to 36500d");
    }

    @Test
    void saysWhatDoesNotGoTogether() throws IOException {
        Path client = Files.writeString(folder.resolve("client.properties"), "ssl.endpoint.password=hunter2\n");

        assertThatThrownBy(() -> load("""
                kafka:
                  user: ann
                  client_properties: CLIENT
                  replication: 2
                  min_insync_replicas: 3
                """.replace("CLIENT", client.toString())))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining(":3:22: kafka.client_properties is '" + client + "'; expected a file of settings")
                .hasMessageContaining("; Kafka's clients have no setting ssl.endpoint.password")
                .hasMessageContaining(":4:16: kafka.replication is '2'; expected none without kafka.bootstrap")
                .hasMessageContaining(":5:24: kafka.min_insync_replicas is '3'; expected at most kafka.replication, 2")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> load("kafka: {user: ann, client_properties: none, replication: many}\n"))
                .hasMessageContaining("there is no such file")
                .hasMessageContaining("kafka.replication is 'many'; expected 1 to 100 brokers");
    }

    @Test
    void takesOneWayToLogIn() throws IOException {
        Path client = Files.writeString(folder.resolve("client.properties"), "sasl.mechanism=PLAIN\n");

        assertThatThrownBy(() -> load("kafka: {user: ann, client_properties: " + client + "}\n"))
                .hasMessageContaining("kafka.user is 'ann'; expected none beside kafka.client_properties");
    }

    private LoadedSettings load(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("datalab.yaml"), yaml);
        return LoadedSettings.load(new SettingsSources(file, Map.of(), Map.of()));
    }
}
