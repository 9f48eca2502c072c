package datalab.app.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.settings.LoadedSettings;
import datalab.app.settings.SettingsSources;
import datalab.app.terminal.CommandFailed;
import datalab.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabProfilesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeLabs() throws IOException {
        for (String lab : List.of("garden", "meadow")) {
            write(lab + "/lab.yaml", "lab: " + lab + "\nstreams: {s: {fields: {a: number}}}\n");
        }
        write("datalab.yaml", "http: {port: 1}\nmqtt: {port: 1}\nkafka: {port: 1}\npostgres: {port: 1}\n");
    }

    @Test
    void aProfilesSettingsWinOverTheFileAndLoseToEnvironmentAndOptions() throws IOException {
        Path profile = write("garden/original.yaml", "mqtt: {port: 2}\nkafka: {port: 2}\npostgres: {port: 2}\n");
        Map<String, String> environment = Map.of("DATALAB_KAFKA_PORT", "3", "DATALAB_POSTGRES_PORT", "3");

        LoadedSettings loaded = load(sources(environment, Map.of("postgres.port", "4")), "original", List.of("garden"));

        assertThat(loaded.settings().http().port()).isEqualTo(1);
        assertThat(loaded.settings().port("mqtt")).isEqualTo(2);
        assertThat(loaded.settings().kafka().port()).isEqualTo(3);
        assertThat(loaded.settings().postgres().port()).isEqualTo(4);
        assertThat(loaded.print())
                .containsPattern("mqtt:\n {2}port: 2 +# " + profile + ":1:14")
                .containsPattern("http:\n {2}port: 1 +# .*datalab.yaml:1:14");
    }

    @Test
    void laysTheProfileOverTheLabsThatHaveIt() throws IOException {
        write("garden/original.yaml", "lab: {title: The garden of before}\n");

        List<Lab> labs = LabFolder.read(load(sources(), "original", List.of()).settings(), List.of());

        assertThat(labs).extracting(Lab::title).containsExactly("The garden of before", "meadow");
    }

    @Test
    void leavesLabsAloneThatAreNotAskedFor() throws IOException {
        write("garden/original.yaml", "lab: {title: The garden of before}\n");
        write("meadow/original.yaml", "http: {port: 2}\nlab: {title: The meadow of before}\n");

        LoadedSettings loaded = load(sources(), "original", List.of("garden"));

        assertThat(loaded.settings().http().port()).isEqualTo(1);
        assertThat(LabFolder.read(loaded.settings(), List.of("garden")))
                .extracting(Lab::title)
                .containsExactly("The garden of before");
        assertThat(LabFolder.read(loaded.settings(), List.of()))
                .extracting(Lab::title)
                .containsExactly("The garden of before", "meadow");
    }

    @Test
    void namesMistakesInTheFileOfTheProfile() throws IOException {
        Path profile = write("garden/original.yaml", """
                http: {prot: 2}
                labs: elsewhere
                lab: {titel: a}
                """);

        assertThatThrownBy(() -> load(sources(), "original", List.of()))
                .isInstanceOf(CommandFailed.class)
                .hasMessage(profile + ":2:7: labs is the folder that profiles lie in; expected it elsewhere\n" + profile
                        + ":1:14: there is no setting http.prot; is http.port meant?");
        write("garden/original.yaml", "http: {port: 2}\nlab: {titel: a}\n");
        LoadedSettings loaded = load(sources(), "original", List.of());
        assertThatThrownBy(() -> LabFolder.read(loaded.settings(), List.of()))
                .hasMessageStartingWith(profile + ":2:7: titel: found an unknown name");
    }

    @Test
    void profilesThatRunTogetherSayTheSame() throws IOException {
        Path one = write("garden/original.yaml", "http: {port: 2}\nmqtt: {port: 2}\n");
        Path other = write("meadow/original.yaml", "http: {port: 2}\nmqtt: {port: 3}\n");

        assertThatThrownBy(() -> load(sources(), "original", List.of()))
                .hasMessage(other + ":2:14: mqtt.port is another than in " + one
                        + ":2:14; expected the same in all profiles that run together");
        assertThat(load(sources(), "original", List.of("meadow")).settings().port("mqtt"))
                .isEqualTo(3);
    }

    @Test
    void saysWhichProfilesThereAre() throws IOException {
        write("garden/original.yaml", "http: {port: 2}\n");

        assertThatThrownBy(() -> load(sources(), "orignal", List.of("garden")))
                .hasMessage(folder.resolve("labs/garden/orignal.yaml")
                        + ": there is no such profile; there are original; is original meant?");
        assertThatThrownBy(() -> load(sources(), "original", List.of("meadow")))
                .hasMessage(
                        folder.resolve("labs/meadow/original.yaml") + ": there is no such profile, nor another one");
        assertThatThrownBy(() -> LabProfiles.of(folder.resolve("nowhere/lab.yaml"), "original"))
                .hasMessage(folder.resolve("nowhere/lab.yaml") + ": there is no such lab");
        assertThatThrownBy(() -> load(sources(), "none", List.of()))
                .hasMessage("no lab in " + folder.resolve("labs") + " has a profile 'none'");
        for (String bad : List.of("lab", "../garden/original", "Original", "")) {
            assertThatThrownBy(() -> load(sources(), bad, List.of("garden")))
                    .hasMessageContaining("is no name of a profile");
        }
    }

    @Test
    void findsProfilesThoughTheSettingsNeedThem() {
        SettingsSources sources = sources(Map.of("DATALAB_SERVERS_SHOP_PASSWORD", "x"), Map.of());

        assertThatThrownBy(() -> LabProfiles.add(sources, "none", List.of()))
                .hasMessageContaining("has a profile 'none'");
        assertThat(LabProfiles.add(sources, null, List.of())).isEqualTo(sources);
    }

    private static LoadedSettings load(SettingsSources sources, @Nullable String profile, List<String> only) {
        return LoadedSettings.load(LabProfiles.add(sources, profile, only));
    }

    private SettingsSources sources() {
        return sources(Map.of(), Map.of());
    }

    private SettingsSources sources(Map<String, String> environment, Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("labs", folder.resolve("labs").toString());
        return new SettingsSources(folder.resolve("labs/datalab.yaml"), environment, all);
    }

    private Path write(String name, String yaml) throws IOException {
        Path file = folder.resolve("labs").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, yaml);
    }
}
