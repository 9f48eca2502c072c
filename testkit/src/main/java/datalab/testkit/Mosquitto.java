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

/** Debian's mosquitto on a free port of this machine; it stores nothing on disk unless configured to. */
public final class Mosquitto implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    public final int port = DataLabProcess.freePort();
    private final Path settings;
    private Process process;

    private Mosquitto(List<String> more) throws IOException {
        settings = Files.createTempFile("datalab-mosquitto", ".conf");
        Files.writeString(
                settings, """
                user %s
                listener %d 127.0.0.1
                allow_anonymous true
                set_tcp_nodelay true
                log_type error
                """.formatted(System.getProperty("user.name"), port) + String.join("\n", more) + "\n");
        process = run();
    }

    private Process run() throws IOException {
        return new ProcessBuilder(program(), "-c", settings.toString())
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

    /** Lines of mosquitto.conf with which it keeps sessions and messages in a folder, from stop to start. */
    public static String[] keepingIn(Path folder) {
        return new String[] {
            "persistence true",
            "persistence_location " + folder + "/",
            "max_queued_messages 0",
            "max_inflight_messages 20"
        };
    }

    /** Ends it; what it keeps in a folder it writes there. */
    public void stop() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Starts it again, on the same port. */
    public void startAgain() throws IOException {
        process = run();
        Awaitility.await().atMost(TIMEOUT).until(this::takesConnections);
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
        stop();
        Files.deleteIfExists(settings);
    }

    private static String program() {
        return InstalledPrograms.find("mosquitto")
                .orElseThrow(
                        () -> new IllegalStateException("no mosquitto on this machine; install it, as .ci/run does"))
                .toString();
    }
}
