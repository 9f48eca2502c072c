package datalab.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.terminal.CommandFailed;
import datalab.lab.yaml.output.OutputServers;
import datalab.store.output.OutputTarget;
import datalab.store.server.ConfiguredServer;
import datalab.store.server.OutputServer;
import datalab.store.server.ServerSettings;
import datalab.store.server.ServerType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServersReaderTest {
    private static final List<ServerType> KINDS = List.of(new Books("books", "shelf"), new Books("records", "disc"));

    @TempDir
    private Path folder;

    @Test
    void readsEachServerByItsKind() throws IOException {
        Path file = file("""
                servers:
                  main: {kind: books, url: "books://a", hosts: [a, b], rows: 5, wait: 2s, tls: true}
                  old-ones: {kind: records, url: "books://b"}
                """);

        Settings settings = load(file, Map.of()).settings();

        assertThat(settings.servers()).containsOnlyKeys("main", "old-ones");
        assertThat(server(settings, "main"))
                .isEqualTo(new Library("main", "books://a", "a,b", Optional.empty(), 5, Duration.ofSeconds(2), true));
        assertThat(server(settings, "old-ones"))
                .isEqualTo(new Library("old-ones", "books://b", "", Optional.empty(), 1, Duration.ofSeconds(1), false));
        assertThat(settings.outputServers())
                .isEqualTo(OutputServers.of(Map.of("main", "shelf", "old-ones", "disc"), Set.of()));
    }

    @Test
    void theEnvironmentWinsOverWhatTheFileHasOfAServer() throws IOException {
        Path file = file("servers: {old-ones: {kind: books, url: a, password: from file}}\n");
        Map<String, String> environment =
                Map.of("DATALAB_SERVERS_OLD_ONES_URL", "b", "DATALAB_SERVERS_OLD_ONES_PASSWORD", "from environment");

        Library library = server(load(file, environment).settings(), "old-ones");

        assertThat(library.url()).isEqualTo("b");
        assertThat(library.password()).hasValue("from environment");
    }

    @Test
    void aPasswordMayLieInAFile() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hunter2 \n");
        Path file = file("servers: {main: {kind: books, url: a, password_file: %s}}\n".formatted(secret));

        assertThat(server(load(file, Map.of()).settings(), "main").password()).hasValue("hunter2 ");
        assertThat(server(
                                load(file, Map.of("DATALAB_SERVERS_MAIN_PASSWORD", "own"))
                                        .settings(),
                                "main")
                        .password())
                .hasValue("own");
    }

    @Test
    void saysWhyAPasswordsFileCannotBeRead() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        Path large = Files.writeString(folder.resolve("large"), "x".repeat(5000));
        Path good = Files.writeString(folder.resolve("good"), "hunter2");
        Path file = file("""
                servers:
                  missing: {kind: books, url: a, password_file: %1$s/none}
                  folder: {kind: books, url: a, password_file: %1$s}
                  empty: {kind: books, url: a, password_file: %2$s}
                  large: {kind: books, url: a, password_file: %3$s}
                  both: {kind: books, url: a, password: hunter2, password_file: %4$s}
                """.formatted(folder, empty, large, good));

        String expected = "'; expected a file with the secret alone: ";
        assertThat(mistakes(file, Map.of()))
                .containsExactly(
                        file + ":2:49: servers.missing.password_file is '" + folder + "/none" + expected
                                + "there is no such file",
                        file + ":3:48: servers.folder.password_file is '" + folder + expected + "it is no file",
                        file + ":4:47: servers.empty.password_file is '" + empty + expected + "it is empty",
                        file + ":5:47: servers.large.password_file is '" + large + expected
                                + "it has more than 4096 bytes",
                        file + ":6:65: servers.both.password_file is '" + good
                                + "'; expected no file beside servers.both.password");
    }

    @Test
    void namesEveryMistakeWithItsPlace() throws IOException {
        Path file = file("""
                servers:
                  none:
                  empty: {}
                  text: books
                  nameless: {url: a}
                  other: {kind: boks, url: a}
                  Upper: {kind: books, url: a}
                  a-b: {kind: books, url: a}
                  a_b: {kind: books, url: a}
                  main: {kind: books, uri: a, rows: 11, wiat: 1s, tls: [yes]}
                  refused: {kind: books, url: "books://me:hunter2@a/?bad"}
                """);
        Map<String, String> environment = Map.of("DATALAB_SERVERS_ELSEWHERE_URL", "a", "DATALAB_SERVERS_OTHER_X", "a");

        assertThat(mistakes(file, environment))
                .containsExactly(
                        file
                                + ":2:8: servers.none is 'nothing'; expected a map with kind: and what such a server needs",
                        file
                                + ":3:10: servers.empty is 'an empty map'; expected a map with kind: and what such a server"
                                + " needs",
                        file + ":4:9: servers.text is 'books'; expected a map with kind: and what such a server needs",
                        file + ":5:19: servers.nameless has no kind; expected books or records",
                        file + ":6:17: servers.other.kind is 'boks'; expected books or records; is books meant?",
                        file
                                + ":7:17: servers.Upper is no name of a server; expected one of lower case letters, digits,"
                                + " _ and - that begins with a letter (at most 40)",
                        file + ":9:15: servers.a_b is no name of a server; expected one that is not as a-b to the"
                                + " environment",
                        file + ":10:16: servers.main has no url; expected a URL",
                        file + ":10:37: servers.main.rows is '11'; expected 1 to 10 rows",
                        file + ":10:56: servers.main.tls is 'yes'; expected true or false",
                        file + ":11:31: servers.refused.url is 'books://me:********@a/?bad'; expected a good URL",
                        file + ":10:28: there is no setting servers.main.uri; is servers.main.url meant?",
                        file + ":10:47: there is no setting servers.main.wiat; is servers.main.wait meant?",
                        "DATALAB_SERVERS_ELSEWHERE_URL: there is no such setting; the file names no such server, or its"
                                + " kind has no such setting");
    }

    @Test
    void serversAreAMap() throws IOException {
        assertThat(mistakes(file("servers: [main]\n"), Map.of()))
                .containsExactly(folder.resolve("datalab.yaml")
                        + ":1:10: servers is 'a list'; expected servers by name, each a map with kind:");
    }

    @Test
    void printsThemWithWhoSetThemAndWithoutSecrets() throws IOException {
        Path file = file("""
                servers:
                  main: {kind: books, url: "books://me:hunter2@a/", password: hunter2}
                  old-ones: {kind: records, url: b}
                """);

        LoadedSettings loaded = load(file, Map.of("DATALAB_SERVERS_OLD_ONES_PASSWORD", "hunter2"));

        String printed = loaded.print();
        assertThat(printed)
                .containsPattern("servers:\n  main:\n    kind: books +# .*:2:16")
                .containsPattern(" {4}url: 'books://me:\\*+@a/' +# .*:2:28")
                .containsPattern("\n  old-ones:\n    kind: records +# .*:3:20")
                .containsPattern(" {4}password: '\\*+' +# DATALAB_SERVERS_OLD_ONES_PASSWORD")
                .doesNotContain("hunter2");
        assertThat(loaded.settings().toString()).doesNotContain("hunter2");
        assertThat(load(file(printed.replace("'********'", "x")), Map.of())
                        .settings()
                        .servers())
                .containsOnlyKeys("main", "old-ones");
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("datalab.yaml"), yaml);
    }

    private static LoadedSettings load(Path file, Map<String, String> environment) {
        return LoadedSettings.load(new SettingsSources(file, environment, Map.of()), KINDS);
    }

    private static List<String> mistakes(Path file, Map<String, String> environment) {
        CommandFailed[] failure = new CommandFailed[1];
        assertThatThrownBy(() -> load(file, environment))
                .isInstanceOfSatisfying(CommandFailed.class, failed -> failure[0] = failed);
        return failure[0].explanation().lines().toList();
    }

    private static Library server(Settings settings, String name) {
        return (Library) Objects.requireNonNull(settings.servers().get(name)).configured();
    }

    /** A kind of server that only these tests have. */
    private record Books(String kind, String table) implements ServerType {

        @Override
        public ConfiguredServer configure(ServerSettings settings) {
            String url = settings.required("url", "a URL");
            if (url.endsWith("bad")) {
                settings.refuse("url", "a good URL");
            }
            return new Library(
                    settings.name(),
                    url,
                    settings.optional("hosts").orElse(""),
                    settings.secret("password"),
                    settings.number("rows", 1, 1, 10, "1 to 10 rows"),
                    settings.duration("wait", "1s", Duration.ofSeconds(1), Duration.ofSeconds(10)),
                    settings.flag("tls", false));
        }
    }

    private record Library(
            String name, String url, String hosts, Optional<String> password, int rows, Duration patience, boolean tls)
            implements OutputServer {

        @Override
        public OutputTarget outputs() {
            throw new UnsupportedOperationException("no test writes to it");
        }
    }
}
