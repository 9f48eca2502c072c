package datalab.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A FerretDB of its own, which speaks MongoDB's protocol over SQLite, in a temporary folder. {@code testkit/build-ferretdb}
 * builds its program, once for a machine.
 */
public final class FerretDb implements AutoCloseable {
    private static final String VERSION = "v1.24.2";

    private final Process process;
    private final Path folder;
    private final int port;

    private FerretDb(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** Whether this machine has the program. */
    public static boolean isBuilt() {
        return Files.isExecutable(program());
    }

    public static FerretDb start() throws IOException {
        Path folder = Files.createTempDirectory("datalab-test-ferretdb");
        int port = DataLabProcess.freePort();
        Process process = new ProcessBuilder(
                        program().toString(),
                        "--handler=sqlite",
                        "--sqlite-url=file:" + folder + "/",
                        "--state-dir=" + folder,
                        "--listen-addr=127.0.0.1:" + port,
                        "--debug-addr=-",
                        "--telemetry=disable",
                        "--log-level=WARN")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        FerretDb server = new FerretDb(process, folder, port);
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(server::answers);
        return server;
    }

    /** Its URL, with a database. */
    public String url() {
        return "mongodb://127.0.0.1:" + port + "/datalab";
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("FerretDB ended: " + Files.readString(folder.resolve("log")));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Path program() {
        String cache = System.getenv()
                .getOrDefault(
                        "XDG_CACHE_HOME",
                        Path.of(System.getProperty("user.home"), ".cache").toString());
        return Path.of(cache, "datalab", "ferretdb-" + VERSION, "ferretdb");
    }
}
