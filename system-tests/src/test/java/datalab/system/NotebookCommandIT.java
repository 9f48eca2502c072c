package datalab.system;

import static datalab.testkit.Needs.Part.NOTEBOOK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code datalab notebook}: a real JupyterLab, from the environment that the tests share. */
@Needs(NOTEBOOK)
final class NotebookCommandIT {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/lab\\?token=([0-9a-f]{48})");

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void servesTheNotebooksOnLoopbackToWhoHasTheToken() throws Exception {
        int port = DataLabProcess.freePort();
        Path output = folder.resolve("output");
        Process command = start(port, output);
        try {
            await().until(() -> !command.isAlive()
                    || ADDRESS.matcher(Files.readString(output)).find());
            Matcher address = ADDRESS.matcher(Files.readString(output));
            assertThat(address.find()).as(Files.readString(output)).isTrue();
            String contents = "http://127.0.0.1:" + address.group(1) + "/api/contents?content=1&token=";

            assertThat(address.group(1)).isEqualTo("" + port);
            assertThat(status(address.group())).isEqualTo(200);
            assertThat(body(contents + address.group(2)))
                    .contains("sensors.ipynb", "users.ipynb", "air-quality.ipynb", "connections.ipynb");
            assertThat(status(contents)).isEqualTo(403);
            assertThat(status(contents + "wrong")).isEqualTo(403);
            assertThat(otherAddresses())
                    .allSatisfy(other -> Assertions.assertThatThrownBy(() -> new Socket(other, port))
                            .isInstanceOf(ConnectException.class));
        } finally {
            command.destroy();
        }
        await().until(() -> !command.isAlive());
        await().untilAsserted(
                        () -> Assertions.assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                                .isInstanceOf(ConnectException.class));
        assertThat(work().resolve("sensors.ipynb")).hasSameBinaryContentAs(Path.of("../notebooks/sensors.ipynb"));
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (var taken = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path output = folder.resolve("output");

            int exit = start(taken.getLocalPort(), output).waitFor();

            assertThat(exit).isEqualTo(1);
            assertThat(output).content().contains("port " + taken.getLocalPort() + " is taken; --port names another");
        }
    }

    private Process start(int port, Path output) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Ddatalab.home=" + Path.of("..").toRealPath(),
                "-cp",
                System.getProperty("java.class.path"),
                "datalab.cli.Main",
                "notebook",
                "--no-browser",
                "--port=" + port,
                "--folder=" + work());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private Path work() {
        return folder.resolve("work");
    }

    private int status(String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private String body(String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }

    /** Of this machine, that others can reach. */
    private static List<InetAddress> otherAddresses() throws IOException {
        Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces();
        return interfaces
                .flatMap(each -> Collections.list(each.getInetAddresses()).stream())
                .filter(address -> !address.isLoopbackAddress())
                .toList();
    }
}
