package datalab.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.settings.LoadedSettings;
import datalab.app.settings.Settings;
import datalab.app.settings.SettingsSources;
import datalab.app.terminal.CommandFailed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortCheckTest {

    @ParameterizedTest
    @CsvSource({
        "http, mqtt, --http-port, --mqtt-port",
        "mqtt, kafka, --mqtt-port, --kafka-port",
        "grpc, http, --http-port, --grpc-port",
        "http, postgres, --http-port, --postgres-port"
    })
    void refusesOnePortForTwoServers(String one, String other, String first, String second) {
        Settings settings = settings(Map.of(one + ".port", "4711", other + ".port", "4711"));

        assertThatThrownBy(() -> check(settings))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("port 4711 is given to both " + first + " and " + second);
    }

    @Test
    void takesAnyFreePortForSeveral() {
        Settings settings = settings(Map.of("http.port", "0", "grpc.port", "0", "mqtt.port", "0"));

        assertThatCode(() -> check(settings)).doesNotThrowAnyException();
    }

    @Test
    void doesNotMindThePortsOfServersThatAreNotStarted() {
        Settings settings = settings(Map.of(
                "http.port",
                "4711",
                "kafka.port",
                "4711",
                "kafka.bootstrap",
                "k:9092",
                "grpc.port",
                "0",
                "mqtt.port",
                "4712",
                "postgres.port",
                "4712",
                "postgres.url",
                "jdbc:postgresql://p/d"));

        assertThatCode(() -> check(settings)).doesNotThrowAnyException();
    }

    @Test
    void doesNotMindThePortsOfOtherRoles() {
        Settings settings = settings(
                Map.of("http.port", "0", "mqtt.port", "1", "role", "batch", "postgres.url", "jdbc:postgresql://p/d"));

        assertThatCode(() -> check(settings)).doesNotThrowAnyException();
    }

    private static void check(Settings settings) {
        PortCheck.checkFree(settings, Roles.of(settings, List.of()));
    }

    private static Settings settings(Map<String, String> options) {
        return LoadedSettings.load(new SettingsSources(null, Map.of(), options)).settings();
    }
}
