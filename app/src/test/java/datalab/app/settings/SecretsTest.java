package datalab.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://me:hunter2@db:5432/datalab",
                "jdbc:postgresql://me:hunter2@x@db:5432/datalab",
                "jdbc:postgresql://:hunter2@db/datalab",
                "https://me:hunter2@tiles.example.org/{z}/{x}/{y}.png",
                "jdbc:postgresql://db/datalab?user=me&password=hunter2",
                "jdbc:postgresql://db/datalab?PASSWORD=hunter2&ssl=true",
                "jdbc:postgresql://db/datalab?sslpassword=hunter2",
                "jdbc:postgresql://db/datalab?sslkeypassword=hunter2;x=y",
                "https://tiles.example.org/{z}/{x}/{y}.png?api_key=hunter2",
                "https://tiles.example.org/{z}/{x}/{y}.png?apikey=hunter2&x=y",
                "https://tiles.example.org/{z}/{x}/{y}.png?access_token=hunter2",
                "sasl.jaas.config=PlainLoginModule required username=\"me\" password=\"hunter2\";",
                "PlainLoginModule required username='me' password = 'hunter2';",
                "PlainLoginModule required password=\"a\\\"hunter2\" user_me=\"x\";",
                "{\"password\":\"hunter2\"}",
                "{\"message\":\"login password=\\\"hunter2\\\" refused\"}",
                "ssl.keystore.password=hunter2",
                "client_secret=hunter2",
                "could not connect to postgresql://me:hunter2@db: no route"
            })
    void hidesSecretsOfEveryForm(String text) {
        String hidden = Secrets.hidden(text);

        assertThat(hidden).doesNotContain("hunter2").contains("********");
    }

    @Test
    void leavesTheRestReadable() {
        assertThat(Secrets.hidden("jdbc:postgresql://me:hunter2@db:5432/datalab?user=me&password=hunter2&ssl=true"))
                .isEqualTo("jdbc:postgresql://me:********@db:5432/datalab?user=me&password=********&ssl=true");
    }

    /** A line of a log may hold what strangers sent, and everybody waits for it. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "token", "password=\"", "//", "//a:", "token=\\\"a", "pwd='", "://x:y@"})
    void takesLittleTimeWhateverALineHolds(String part) {
        String text = part + part.repeat(200_000 / part.length()) + "=\"" + "x".repeat(100_000) + "\"";

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Secrets.hidden(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db:5432/datalab?user=me&ssl=true",
                "kafka-1:9092,kafka-2:9092",
                "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
                "postgresql://datalab@127.0.0.1:15432/datalab?passfile=/data/postgres/pgpass",
                "http://[::1]:8080/labs/x@y",
                "port 8080 on 127.0.0.1 cannot be used: Address already in use; --http-port names another",
                "the password of data/postgres is wrong"
            })
    void leavesWhatIsNoSecret(String text) {
        assertThat(Secrets.hidden(text)).isEqualTo(text);
    }
}
