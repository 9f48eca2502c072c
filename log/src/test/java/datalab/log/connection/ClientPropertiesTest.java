package datalab.log.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientPropertiesTest {
    @TempDir
    Path folder;

    @Test
    void readsHowToLogInAsKafkasOwnToolsDo() throws IOException {
        Path file = Files.writeString(folder.resolve("client.properties"), """
                # by SCRAM over TLS
                security.protocol = SASL_SSL
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
                  username="ann" password="hunter2";
                ssl.truststore.type=PEM
                client.rack=a
                """);

        Map<String, String> settings = ClientProperties.read(file.toString());

        assertThat(settings)
                .containsOnlyKeys(
                        "security.protocol", "sasl.mechanism", "sasl.jaas.config", "ssl.truststore.type", "client.rack")
                .containsEntry("security.protocol", "SASL_SSL");
        assertThat(settings.get("sasl.jaas.config")).endsWith("required username=\"ann\" password=\"hunter2\";");
        assertThat(new KafkaConnection("kafka-1:9092", "", "", settings))
                .hasToString("kafka-1:9092")
                .satisfies(connection -> assertThat(connection.clientSettings())
                        .containsAllEntriesOf(settings)
                        .containsEntry("bootstrap.servers", "kafka-1:9092"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            acks=0                         | acks cannot be set in it, only security.…, sasl.…, ssl.…, client.dns.lookup
            bootstrap.servers=kafka:9092   | bootstrap.servers cannot be set in it
            security.protocol=TLS          | Invalid value TLS for configuration security.protocol
            ssl.trustore.location=/a       | Kafka's clients have no setting ssl.trustore.location
            ssl.\\u00zz=1                   | it is no file of properties in UTF-8
            """)
    void saysWhatIsWrong(String line, String problem) throws IOException {
        Path file = Files.writeString(folder.resolve("client.properties"), line + "\n");

        assertThatThrownBy(() -> ClientProperties.read(file.toString()))
                .isInstanceOf(UnusableConnection.class)
                .hasMessageContaining(problem);
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        Path latin = Files.write(folder.resolve("latin"), "ssl.key.password=schlüssel".getBytes(ISO_8859_1));
        Path large = Files.writeString(folder.resolve("large"), "# a line of text\n".repeat(5_000));

        assertThatThrownBy(() -> ClientProperties.read(folder.resolve("none").toString()))
                .hasMessage("there is no such file");
        assertThatThrownBy(() -> ClientProperties.read(latin.toString()))
                .hasMessage("it is no file of properties in UTF-8");
        assertThatThrownBy(() -> ClientProperties.read(large.toString()))
                .hasMessage("it cannot be read: it has more than 64 KiB");
        assertThatThrownBy(() -> ClientProperties.read(folder.toString())).hasMessageStartingWith("it cannot be read");
        assertThatThrownBy(() -> ClientProperties.read("a\0b")).isInstanceOf(UnusableConnection.class);
    }
}
