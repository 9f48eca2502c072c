package datalab.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.folder.DataFolder;
import datalab.app.folder.LabFolder;
import datalab.app.settings.LoadedSettings;
import datalab.app.settings.Role;
import datalab.app.settings.Settings;
import datalab.app.settings.SettingsSources;
import datalab.app.terminal.CommandFailed;
import datalab.lab.Lab;
import datalab.lab.yaml.output.OutputServers;
import datalab.log.embedded.BrokerGuests;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolesTest {
    private static final MeterRegistry METERS = new SimpleMeterRegistry();

    private static final Path LABS = Path.of("../labs");
    private static final String KAFKA = "kafka.bootstrap (DATALAB_KAFKA_BOOTSTRAP)";
    private static final String POSTGRES = "postgres.url (DATALAB_POSTGRES_URL)";

    @TempDir
    private Path folder;

    @Test
    void areAllByDefault() {
        Roles roles = Roles.of(settings(Map.of()), labs());

        assertThat(roles.isAll()).isTrue();
        assertThat(roles).hasToString("ingest,process,batch,web");
        assertThat(Role.values()).allMatch(roles::has);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // role         | log   | store | needs the store
                "ingest         | true  | false | false",
                "process        | true  | true  | true",
                "batch          | false | true  | true",
                "web            | true  | true  | true",
                "ingest, web    | true  | true  | true"
            })
    void useTheServersTheyNeed(String role, boolean log, boolean store, boolean needsStore) {
        Roles roles = Roles.of(shared(role), labs("sensors"));

        assertThat(roles.usesLog()).isEqualTo(log);
        assertThat(roles.usesStore()).isEqualTo(store);
        assertThat(roles.needsStore()).isEqualTo(needsStore);
    }

    @Test
    void useTheStoreForFilesButDoWithoutWhileItIsAway() {
        Roles roles = Roles.of(shared("ingest"), labs("air-quality"));

        assertThat(roles.usesStore()).isTrue();
        assertThat(roles.needsStore()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: {type: integer, generated: true} | http: POST /a                | true",
                "other: {type: integer, references: a} | http: POST /a               | true",
                "name: string                         | {http: POST /a, wait: visible} | true",
                "name: string                         | http: POST /a                | false"
            })
    void useTheStoreForNumbersAndReferencesAndForWhoWaits(String field, String in, boolean usesStore)
            throws IOException {
        Path lab = Files.createDirectories(folder.resolve("labs/a"));
        Files.writeString(lab.resolve("lab.yaml"), """
                lab: a
                title: A
                streams:
                  a:
                    key: key
                    unique: key
                    fields:
                      key: {type: integer}
                      %s
                    in: %s
                """.formatted(field, in.startsWith("{") ? in : "{" + in + "}"));

        List<Lab> labs = LabFolder.read(folder.resolve("labs"), List.of(), OutputServers.NONE);

        assertThat(Roles.of(shared("ingest"), labs).usesStore()).isEqualTo(usesStore);
        assertThat(Roles.of(shared("ingest"), labs).needsStore()).isFalse();
    }

    @Test
    void saysWhichServersToNameWhereNotAllIsHere() {
        assertThatThrownBy(() -> Roles.of(settings(Map.of("role", "web")), labs()))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("role is web, and only a process with all roles starts Kafka and PostgreSQL itself; set "
                        + KAFKA + " and " + POSTGRES + " to what the processes share");
        assertThatThrownBy(() -> Roles.of(settings(Map.of("role", "batch")), labs()))
                .hasMessageContaining("set " + POSTGRES + " to");
        assertThatThrownBy(() -> Roles.of(settings(Map.of("role", "ingest")), labs("sensors")))
                .hasMessageContaining("set " + KAFKA + " to");
        assertThatThrownBy(() -> Roles.of(settings(Map.of("role", "ingest")), labs("air-quality")))
                .hasMessageContaining(POSTGRES + ", which remembers the files that labs bring along");
        assertThatThrownBy(() -> Roles.of(settings(Map.of("role", "ingest", "access.on", "true")), labs("sensors")))
                .hasMessageContaining(POSTGRES + ", which knows the tokens of those who may come in");
    }

    @Test
    void onlyTheProcessWithTheBrokerInItHasANameInTheGroup() {
        Settings alone = settings(Map.of());
        Settings beside = settings(Map.of("kafka.bootstrap", "127.0.0.1:19092"));

        try (DataFolder data = DataFolder.hold(folder)) {
            assertThat(new BackingServers(alone, Roles.of(alone, labs()), data, BrokerGuests.NONE, METERS)
                            .groupInstanceId())
                    .isEqualTo("datalab");
            assertThat(new BackingServers(beside, Roles.of(beside, labs()), data, BrokerGuests.NONE, METERS)
                            .groupInstanceId())
                    .isEmpty();
            Settings part = shared("process");
            assertThat(new BackingServers(part, Roles.of(part, labs()), data, BrokerGuests.NONE, METERS)
                            .groupInstanceId())
                    .isEmpty();
        }
    }

    private static List<Lab> labs(String... only) {
        return LabFolder.read(LABS, List.of(only), OutputServers.NONE);
    }

    private static Settings shared(String role) {
        return settings(
                Map.of("role", role, "kafka.bootstrap", "k:9092", "postgres.url", "jdbc:postgresql://p/datalab"));
    }

    private static Settings settings(Map<String, String> options) {
        return LoadedSettings.load(new SettingsSources(null, Map.of(), options)).settings();
    }
}
