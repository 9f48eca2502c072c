package datalab.cli.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an export leaves on the disk, when it is complete and when it breaks off. */
final class ExportCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROWS = "name,value\na,1\nb,2\n";

    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();
    private boolean breaksOff;
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/labs/garden", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void writesTheFileThatTheQuestionComesTo() throws IOException {
        Path file = folder.resolve("a.csv");

        assertThat(run("garden.plants", "-o", file, "--from", "-7d", "--where", "name=a&b", "--where", "ok=true"))
                .isEmpty();

        assertThat(file).hasContent(ROWS);
        assertThat(asked).contains("/labs/garden/streams/plants/export?format=csv&from=-7d&name=a%26b&ok=true");
        assertThat(files()).containsExactly("a.csv");
    }

    @Test
    void takesTheFormatFromTheNameOfTheFile() {
        run("garden.latest", "-o", folder.resolve("a.parquet"));

        assertThat(asked).contains("/labs/garden/views/latest/export?format=parquet");
    }

    @Test
    void asksForMergedRowsAndWhatTheirColumnsAre() {
        Path cite = folder.resolve("cite");

        assertThat(run("garden.latest", "--every", "1mo", "--zone", "Europe/Berlin", "--by", "", "--snapshot", cite))
                .isEmpty();

        assertThat(asked)
                .contains("/labs/garden/views/latest/export?format=parquet&every=1mo&zone=Europe%2FBerlin&by=")
                .contains("/labs/garden/views/latest/datapackage.json?every=1mo&zone=Europe%2FBerlin&by=");
    }

    @Test
    void leavesNothingWhereTheAnswerBreaksOff() throws IOException {
        breaksOff = true;

        assertThat(run("garden.plants", "-o", folder.resolve("a.csv"))).contains("broke off", "is not written");
        assertThat(run("garden.plants", "--snapshot", folder.resolve("cite"))).contains("broke off");
        assertThat(files()).doesNotContain("a.csv", "cite");
    }

    @Test
    void writesOverAFileOnlyWhereItIsTold() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "mine");

        assertThat(run("garden.plants", "-o", file)).contains("--force");
        assertThat(file).hasContent("mine");
        assertThat(asked).isEmpty();
        assertThat(run("garden.plants", "-o", file, "--force")).isEmpty();
        assertThat(file).hasContent(ROWS);
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(run("garden.weeds")).contains("no stream and no view 'weeds'", "plants", "latest");
        assertThat(run("garden.plants", "-o", folder.resolve("none/a.csv"))).contains("there is no folder");
        assertThat(run("garden.plants", "--where", "x")).contains("expected FIELD=VALUE");
        assertThat(run("garden.plants", "-o", folder.resolve("b.csv"), "--from", "wrong"))
                .contains("400", "from is wrong");
    }

    @Test
    void aSnapshotIsADataPackage() throws IOException {
        Path cite = folder.resolve("cite");

        assertThat(run("garden.plants", "--snapshot", cite, "--format", "csv")).isEmpty();
        assertThat(run("garden.plants", "--snapshot", cite, "--format", "csv")).contains("--force");
        assertThat(run("garden.plants", "--snapshot", cite, "--format", "csv", "--force"))
                .isEmpty();

        assertThat(cite.resolve("garden.plants.csv")).hasContent(ROWS);
        JsonNode descriptor = JSON.readTree(Files.readString(cite.resolve("datapackage.json")));
        JsonNode resource = descriptor.path("resources").path(0);
        assertThat(resource.path("path").asText()).isEqualTo("garden.plants.csv");
        assertThat(resource.path("bytes").asInt()).isEqualTo(ROWS.length());
        assertThat(resource.path("hash").asText()).matches("sha256:[0-9a-f]{64}");
        assertThat(resource.path("schema").path("fields").path(1).path("unit").asText())
                .isEqualTo("°C");
        assertThat(descriptor
                        .path("datalab")
                        .path("cut")
                        .path("progress")
                        .path("0")
                        .asInt())
                .isEqualTo(12);
        assertThat(descriptor.path("created").asText()).endsWith("Z");
        assertThat(cite.resolve("README.md")).content(UTF_8).contains("How to cite", "| `value` | number | °C |");
    }

    @Test
    void keepsAFolderThatHoldsMoreThanASnapshot() throws IOException {
        Path cite = Files.createDirectory(folder.resolve("cite"));
        Path other = Files.writeString(cite.resolve("other"), "mine");

        assertThat(run("garden.plants", "--snapshot", cite, "--force")).contains("cannot be written");
        assertThat(other).hasContent("mine");
    }

    /** What the command says is wrong; empty where all went well. */
    private String run(Object... arguments) {
        List<String> all =
                new ArrayList<>(Stream.of(arguments).map(Object::toString).toList());
        all.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort(), "--json", "--timeout", "5"));
        String[] said = {""};
        new CommandLine(new ExportCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    said[0] = failure instanceof CommandFailed expected ? expected.explanation() : failure.toString();
                    return 1;
                })
                .execute(all.toArray(String[]::new));
        return said[0];
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String url = exchange.getRequestURI().toString();
        asked.add(url);
        try (exchange) {
            if (url.contains("/export")) {
                export(exchange, url);
            } else if (url.contains("datapackage.json")) {
                json(exchange, 200, """
                        {"name": "garden.plants", "title": "Garden: plants", "resources": [{"name": "plants", "schema":
                        {"fields": [{"name": "name", "type": "string"}, {"name": "value", "type": "number", "unit": "°C"}]}}],
                        "datalab": {"lab": "garden", "stream": "plants"}}""");
            } else {
                json(exchange, 200, "{\"streams\": [{\"name\": \"plants\"}], \"views\": [{\"name\": \"latest\"}]}");
            }
        }
    }

    private void export(HttpExchange exchange, String url) throws IOException {
        if (url.contains("from=wrong")) {
            json(exchange, 400, "{\"detail\": \"from is wrong\"}");
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "text/csv; charset=utf-8");
        exchange.getResponseHeaders().add("DataLab-Cut", "{\"progress\":{\"0\":12},\"horizon\":null}");
        exchange.getResponseHeaders().add("DataLab-Question", "");
        exchange.getResponseHeaders().add("DataLab-Rows-Estimate", "2");
        byte[] rows = ROWS.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, breaksOff ? rows.length + 5 : 0);
        exchange.getResponseBody().write(rows);
        exchange.getResponseBody().flush();
    }

    private static void json(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
