package datalab.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.source.Servers;
import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoadedSettingsTest {
    private static final Path EXAMPLE = Path.of("../datalab.example.yaml");

    @TempDir
    private Path folder;

    @Test
    void exampleFileListsEveryKeyWithItsDefault() throws IOException {
        LoadedSettings defaults = load(null, Map.of(), Map.of());

        LoadedSettings example = load(EXAMPLE, Map.of(), Map.of());

        assertThat(example.settings()).isEqualTo(defaults.settings());
        String text = Files.readString(EXAMPLE);
        assertThat(defaults.effective()).allSatisfy(setting -> {
            String key = setting.path().substring(setting.path().lastIndexOf('.') + 1);
            assertThat(text).containsPattern(Pattern.compile("(?m)^ *" + key + ":"));
        });
    }

    @Test
    void exampleFileShowsEachKindOfServerWithItsSettings() throws IOException {
        String section = Pattern.compile("(?m)^# servers:.*\n(#.*\n)+")
                .matcher(Files.readString(EXAMPLE))
                .results()
                .map(found -> found.group().replaceAll("(?m)^# ", ""))
                .collect(Collectors.joining());

        LoadedSettings example = load(file(section), Map.of(), Map.of());

        assertThat(example.settings().servers().values())
                .extracting(Settings.NamedServer::type)
                .containsAll(Servers.ALL);
        assertThat(example.effective())
                .filteredOn(setting -> setting.section().equals("servers"))
                .allSatisfy(setting -> {
                    String key = setting.path().substring(setting.path().lastIndexOf('.') + 1);
                    assertThat(section).containsPattern(Pattern.compile("(?m)^ *" + key + ":"));
                });
    }

    @Test
    void keepsRejectsForEverUnlessTold() throws IOException {
        assertThat(load(null, Map.of(), Map.of()).settings().rejects().retain()).isEmpty();
        assertThat(load(file("rejects: {retain: 90d}\n"), Map.of(), Map.of())
                        .settings()
                        .rejects()
                        .retain())
                .contains(Duration.ofDays(90));
        assertThatThrownBy(() -> load(file("rejects: {retain: forever}\n"), Map.of(), Map.of()))
                .hasMessageContaining(":1:19: rejects.retain is 'forever'; expected a length of time such as");
    }

    @Test
    void optionsWinOverEnvironmentOverFileOverDefaults() throws IOException {
        Path file = file("http: {port: 1}\nmqtt: {port: 1}\nkafka: {port: 1}\n");
        Map<String, String> environment = Map.of("DATALAB_MQTT_PORT", "2", "DATALAB_KAFKA_PORT", "2");

        Settings settings = load(file, environment, Map.of("kafka.port", "3")).settings();

        assertThat(settings.postgres().port()).isEqualTo(15_432);
        assertThat(settings.http().port()).isEqualTo(1);
        assertThat(settings.port("mqtt")).isEqualTo(2);
        assertThat(settings.kafka().port()).isEqualTo(3);
    }

    @Test
    void namesEveryMistakeWithItsPlaceAndWhatWasExpected() throws IOException {
        Path file = file("http:\n  port: 80800\nkafka:\n  flush: never\n  prot: 1\nallow_open: [yes]\n");
        Map<String, String> environment =
                Map.of("DATALAB_LIMITS_STOP", "soon", "DATALAB_HTPT_PORT", "1", "DATALAB_BATCH_LEASE", "500ms");

        assertThatThrownBy(() -> load(file, environment, Map.of("mqtt.port", "x")))
                .isInstanceOf(CommandFailed.class)
                .extracting(failure ->
                        ((CommandFailed) failure).explanation().lines().collect(Collectors.toSet()))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.collection(String.class))
                .containsExactlyInAnyOrder(
                        file + ":2:9: http.port is '80800'; expected a port from 0 (any free one) to 65535",
                        file + ":4:10: kafka.flush is 'never'; expected os or always",
                        file + ":5:9: there is no setting kafka.prot; is kafka.port meant?",
                        file + ":6:13: allow_open is 'a list'; expected true or false",
                        "DATALAB_LIMITS_STOP: limits.stop is 'soon'; expected a length of time such as 500ms, 10s or 5m",
                        "DATALAB_BATCH_LEASE: batch.lease is '500ms'; expected a length of time from 2s to 3600s",
                        "DATALAB_HTPT_PORT: there is no such setting",
                        "--mqtt-port: mqtt.port is 'x'; expected a port from 0 (any free one) to 65535");
    }

    @Test
    void saysWhereTheFileIsNotYaml() throws IOException {
        Path file = file("http: {port: 1\nmqtt: 2\n");

        assertThatThrownBy(() -> load(file, Map.of(), Map.of()))
                .hasMessageStartingWith(file + ":2:5: this is not YAML");
    }

    @Test
    void saysInWordsWhatIsWrongWithTheFile() throws IOException {
        Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'#', (byte) 0xe4, '\n'});
        Path endless = file("http: &a\n  port: *a\n");

        assertThatThrownBy(() -> load(latin, Map.of(), Map.of()))
                .hasMessage("settings file " + latin + " cannot be read: it is not UTF-8");
        assertThatThrownBy(() -> load(folder, Map.of(), Map.of()))
                .hasMessage("settings file " + folder + " cannot be read: Is a directory");
        assertThatThrownBy(() -> load(folder.resolve("no.yaml"), Map.of(), Map.of()))
                .hasMessageEndingWith("no.yaml cannot be read: there is no such file");
        assertThatThrownBy(() -> load(endless, Map.of(), Map.of()))
                .hasMessageContaining("there is no setting http.port.port");
    }

    @Test
    void readsSizesAndLengthsOfTime() {
        Map<String, String> environment =
                Map.of("DATALAB_LIMITS_EVENT_BYTES", "64KiB", "DATALAB_LIMITS_STOP", "1500ms");

        Settings.Limits limits = load(null, environment, Map.of()).settings().limits();

        assertThat(limits.eventBytes()).isEqualTo(65_536);
        assertThat(limits.stop()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void refusesToListenBeyondThisMachineUnlessAllowedByName() {
        assertThatThrownBy(() -> load(null, Map.of(), Map.of("host", "0.0.0.0")))
                .hasMessageContaining("--allow-open");

        Settings settings = load(null, Map.of(), Map.of("host", "0.0.0.0", "allow_open", "true"))
                .settings();

        assertThat(settings.host()).isEqualTo("0.0.0.0");
    }

    @Test
    void takesNoTilesWhoseHostCouldWidenThePolicyOfThePage() {
        String good = "https://{s}.tile.example.org/{z}/{x}/{y}.png?key=1";

        assertThat(load(null, Map.of("DATALAB_WEB_TILES", good), Map.of())
                        .settings()
                        .web()
                        .tiles())
                .hasValue(good);
        for (String bad : new String[] {
            "https://tile.example.org/{z}/{x}.png",
            "https://tile.example.org; script-src */{z}/{x}/{y}.png",
            "https://*/{z}/{x}/{y}.png",
            "ftp://tile.example.org/{z}/{x}/{y}.png",
            "/{z}/{x}/{y}.png"
        }) {
            assertThatThrownBy(() -> load(null, Map.of("DATALAB_WEB_TILES", bad), Map.of()))
                    .hasMessageContaining("expected a URL such as https://tile.example.org/{z}/{x}/{y}.png");
        }
    }

    @Test
    void takesForProxiesAddressesAndRangesAlone() {
        String good = "127.0.0.1, 10.0.0.0/8, ::1, fe80::/10, 2001:db8::1";

        assertThat(load(null, Map.of("DATALAB_HTTP_PROXIES", good), Map.of())
                        .settings()
                        .http()
                        .proxies())
                .containsExactly("127.0.0.1", "10.0.0.0/8", "::1", "fe80::/10", "2001:db8::1");
        for (String bad : new String[] {
            "300.1.1.1",
            "1.2.3",
            "1.2.3.4.",
            "1.2.3.4/33",
            "10.0.0.1/8",
            "1:2:3",
            "::1/129",
            "proxy.example.org",
            "10.0.0.0/8/8"
        }) {
            assertThatThrownBy(() -> load(null, Map.of("DATALAB_HTTP_PROXIES", bad), Map.of()))
                    .hasMessage("DATALAB_HTTP_PROXIES: http.proxies is '" + bad
                            + "'; expected addresses such as 10.0.0.1 or 10.0.0.0/8, separated by commas");
        }
    }

    @Test
    void ignoresWhatKubernetesSetsForAServiceOfThatName() {
        Map<String, String> environment =
                Map.of("DATALAB_PORT", "tcp://10.0.0.1:8080", "DATALAB_SERVICE_HOST", "10.0.0.1", "PATH", "/bin");

        assertThat(load(null, environment, Map.of()).settings().http().port()).isEqualTo(8080);
    }

    @Test
    void ignoresWhatTheLauncherAndTheTestsRead() {
        Map<String, String> environment = Map.of("DATALAB_HEAP", "2g", "DATALAB_TRACE", "1", "DATALAB_TEST_ALL", "1");

        assertThat(load(null, environment, Map.of()).settings().http().port()).isEqualTo(8080);
    }

    @Test
    void readsRolesAsASet() {
        assertThat(roles("web, ingest")).containsExactly(Role.INGEST, Role.WEB);
        assertThat(roles("all")).containsExactly(Role.values());
        assertThatThrownBy(() -> roles("ingest,wep"))
                .hasMessage(
                        "DATALAB_ROLE: role is 'ingest,wep'; expected all, or some of ingest, process, batch and web,"
                                + " separated by commas");
    }

    @Test
    void saysNoSecretOfAnyKindOfServer() throws IOException {
        Path file = file("""
                servers:
                  shop: {kind: jdbc, url: "jdbc:postgresql://db/shop", user: me, password: hunter2}
                  documents: {kind: mongodb, url: "mongodb://me:hunter2@db/sensor"}
                  rows: {kind: cassandra, contact_points: [a, "b:9042"], keyspace: k, user: me, password: hunter2}
                """);

        LoadedSettings loaded = load(file, Map.of(), Map.of());

        assertThat(loaded.settings().outputServers().tables())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("shop", "table", "documents", "collection", "rows", "table"));
        assertThat(loaded.print() + loaded.settings()).doesNotContain("hunter2");
    }

    @Test
    void printsNoPasswordOfAUrl() {
        String url = "jdbc:postgresql://db/datalab?user=me&password=hunter2&ssl=true";

        LoadedSettings loaded = load(null, Map.of("DATALAB_POSTGRES_URL", url), Map.of());

        assertThat(loaded.print())
                .contains("user=me&password=********&ssl=true")
                .doesNotContain("hunter2");
        assertThat(loaded.settings().toString()).doesNotContain("hunter2");
    }

    @Test
    void saysNoSecretOfAnySettingNorOfAMistake() {
        Map<String, String> secrets = Map.of(
                "DATALAB_POSTGRES_URL", "jdbc:postgresql://me:hunter2@db/datalab",
                "DATALAB_KAFKA_PASSWORD", "hunter2",
                "DATALAB_WEB_TILES", "https://t.example.org/{z}/{x}/{y}.png?api_key=hunter2");

        LoadedSettings loaded = load(null, secrets, Map.of());

        assertThat(loaded.print())
                .contains("//me:********@db", "api_key=********")
                .doesNotContain("hunter2");
        assertThat(loaded.settings().toString()).doesNotContain("hunter2");
        assertThatThrownBy(() -> load(null, Map.of("DATALAB_WEB_TILES", "https://me:hunter2@t/"), Map.of()))
                .hasMessageContaining("//me:********@t/")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void printsWhatIsInForceAndWhoSetItWithoutSecrets() throws IOException {
        Path file = file("http: {port: 8081}\n");

        LoadedSettings loaded = load(file, Map.of("DATALAB_POSTGRES_PASSWORD", "hunter2"), Map.of("data", "my folder"));

        String printed = loaded.print();
        assertThat(printed)
                .containsPattern("data: 'my folder' +# --data")
                .containsPattern("http:\n {2}port: 8081 +# " + Pattern.quote(file + ":1:14"))
                .containsPattern("password: '\\*+' +# DATALAB_POSTGRES_PASSWORD")
                .doesNotContain("hunter2");
        assertThat(loaded.settings().toString()).doesNotContain("hunter2");
        assertThat(load(file(printed.replace("********", "x")), Map.of(), Map.of())
                        .settings()
                        .http()
                        .port())
                .isEqualTo(8081);
    }

    private static Set<Role> roles(String text) {
        return load(null, Map.of("DATALAB_ROLE", text), Map.of()).settings().roles();
    }

    private static LoadedSettings load(
            @Nullable Path file, Map<String, String> environment, Map<String, String> options) {
        return LoadedSettings.load(new SettingsSources(file, environment, options));
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("datalab.yaml"), yaml);
    }
}
