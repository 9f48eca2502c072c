package datalab.out.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.store.server.OutputServer;
import datalab.store.server.ServerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JdbcServerTypeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://db.example.org/shop",
                "jdbc:mysql://db.example.org:3307/shop?sslMode=VERIFY_IDENTITY",
                "jdbc:mariadb://db.example.org/shop",
                "jdbc:postgresql://db.example.org/shop?currentSchema=sales",
                "jdbc:postgresql:shop"
            })
    void takesTheUrlsOfThreeServers(String url) {
        Settings settings = new Settings(Map.of("url", url, "user", "me"));

        new JdbcServerType().configure(settings);

        assertThat(settings.mistakes).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:oracle:thin:@db:1521/shop, 'url: a URL that begins with jdbc:mysql:, jdbc:mariadb: or jdbc:postgresql:'",
        "mysql://db.example.org/shop, 'url: a URL that begins with jdbc:mysql:, jdbc:mariadb: or jdbc:postgresql:'",
        "jdbc:mysql://me:secret@db/shop, 'url: a URL without user and password, which have settings of their own'",
        "jdbc:mariadb://db/shop?password=secret, 'url: a URL without user and password, which have settings of their own'",
        "jdbc:postgresql://db:port/shop, "
                + "'url: a URL as its driver reads it, such as jdbc:postgresql://db.example.org/shop'"
    })
    void saysWhatIsWrongWithAUrl(String url, String mistake) {
        Settings settings = new Settings(Map.of("url", url, "user", "me"));

        new JdbcServerType().configure(settings);

        assertThat(settings.mistakes).containsExactly(mistake);
    }

    @Test
    void saysWhatIsMissing() {
        Settings settings = new Settings(Map.of());

        new JdbcServerType().configure(settings);

        assertThat(settings.mistakes)
                .containsExactly(
                        "url: a JDBC URL, such as jdbc:mysql://db.example.org/shop",
                        "user: the name of a user of the server");
    }

    @Test
    void keepsSecretsToItself() {
        Settings settings = new Settings(
                Map.of("url", "jdbc:mysql://db/shop?trustCertificateKeyStore=x", "user", "me", "password", "hushhush"));

        OutputServer server = new JdbcServerType().configure(settings);

        assertThat(server.toString()).isEqualTo("JdbcServer[name=shop, url=jdbc:mysql://db/shop, user=me]");
        assertThat(server.outputs().toString()).doesNotContain("hushhush");
    }

    /** Of a map. */
    private record Settings(Map<String, String> values, List<String> mistakes) implements ServerSettings {
        Settings(Map<String, String> values) {
            this(values, new ArrayList<>());
        }

        @Override
        public String name() {
            return "shop";
        }

        @Override
        public String required(String setting, String expected) {
            if (!values.containsKey(setting)) {
                refuse(setting, expected);
            }
            return values.getOrDefault(setting, "");
        }

        @Override
        public Optional<String> optional(String setting) {
            return Optional.ofNullable(values.get(setting));
        }

        @Override
        public Optional<String> secret(String setting) {
            return optional(setting);
        }

        @Override
        public int number(String setting, int fallback, int min, int max, String expected) {
            return fallback;
        }

        @Override
        public Duration duration(String setting, String fallback, Duration min, Duration max) {
            return min;
        }

        @Override
        public boolean flag(String setting, boolean fallback) {
            return fallback;
        }

        @Override
        public void refuse(String setting, String expected) {
            mistakes.add(setting + ": " + expected);
        }
    }
}
