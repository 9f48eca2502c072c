package datalab.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Debian's mosquitto, which keeps nothing on the disk, on a free port of this machine. */
public final class Mosquitto implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    public final int port = DataLabProcess.freePort();
    private final Path settings;
    private final Process process;

    private Mosquitto(List<String> more) throws IOException {
        settings = Files.createTempFile("datalab-mosquitto", ".conf");
        Files.writeString(settings, """
                listener %d 127.0.0.1
                allow_anonymous true
                persistence false
                set_tcp_nodelay true
                log_type error
                """.formatted(port) + String.join("\n", more) + "\n");
        process = new ProcessBuilder(program(), "-c", settings.toString())
                .inheritIO()
                .start();
    }

    /** Whether the machine has one. */
    public static boolean isInstalled() {
        return InstalledPrograms.find("mosquitto").isPresent();
    }

    /**
     * Returns when it takes connections.
     *
     * @param more lines of mosquitto.conf
     */
    public static Mosquitto start(String... more) throws IOException {
        Mosquitto mosquitto = new Mosquitto(List.of(more));
        Awaitility.await().atMost(TIMEOUT).until(mosquitto::takesConnections);
        return mosquitto;
    }

    private boolean takesConnections() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
        Files.deleteIfExists(settings);
    }

    private static String program() {
        return InstalledPrograms.find("mosquitto")
                .orElseThrow(
                        () -> new IllegalStateException("no mosquitto on this machine; install it, as .ci/run does"))
                .toString();
    }
}
