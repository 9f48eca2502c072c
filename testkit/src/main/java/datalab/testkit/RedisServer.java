package datalab.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Debian's Redis, which keeps nothing on the disk, on a free port of this machine. It may be killed, frozen and started
 * again, empty then.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    public final int port = DataLabProcess.freePort();
    private final Path folder;
    private final List<String> options;
    private @Nullable Process process;

    private RedisServer(Path folder, List<String> options) {
        this.folder = folder;
        this.options = options;
    }

    /** Whether the machine has one. */
    public static boolean isInstalled() {
        return InstalledPrograms.find("redis-server").isPresent()
                && InstalledPrograms.find("redis-cli").isPresent();
    }

    /**
     * Makes one and starts it.
     *
     * @param options of redis-server, such as {@code --maxmemory 10mb}; without {@code --port} and {@code --tls-port}
     */
    public static RedisServer create(String... options) throws IOException {
        RedisServer server = new RedisServer(Files.createTempDirectory("datalab-test-redis"), List.of(options));
        server.start();
        return server;
    }

    /** Returns when it takes connections. */
    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program("redis-server"),
                "--bind",
                "127.0.0.1",
                options.contains("--tls-cert-file") ? "--tls-port" : "--port",
                Integer.toString(port),
                "--save",
                "",
                "--dir",
                folder.toString(),
                "--logfile",
                folder.resolve("log").toString()));
        if (options.contains("--tls-cert-file")) {
            command.addAll(List.of("--port", "0"));
        }
        command.addAll(options);
        process = new ProcessBuilder(command).inheritIO().start();
        Awaitility.await().atMost(TIMEOUT).until(this::takesConnections);
    }

    /** A URL without user and password. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** What {@code redis-cli} answers to a command, without the line's end. */
    public String cli(String... command) {
        List<String> all = new ArrayList<>(List.of(program("redis-cli"), "-p", Integer.toString(port)));
        all.addAll(List.of(command));
        try {
            Process cli = new ProcessBuilder(all).redirectErrorStream(true).start();
            String answer = new String(cli.getInputStream().readAllBytes(), UTF_8);
            cli.waitFor();
            return answer.strip();
        } catch (IOException e) {
            throw new IllegalStateException("redis-cli cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The keys, in order. */
    public List<String> keys() {
        return cli("--raw", "keys", "*")
                .lines()
                .filter(line -> !line.isEmpty())
                .sorted()
                .toList();
    }

    /** As a crash does. */
    public void kill() {
        Process running = process;
        process = null;
        if (running != null) {
            running.destroyForcibly()
                    .onExit()
                    .completeOnTimeout(running, TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
    }

    /** It answers nothing until it is thawed. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    @Override
    public void close() throws IOException {
        kill();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private boolean takesConnections() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void signal(String signal) {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("Redis does not run");
        }
        ProcessSignal.send(running, signal);
    }

    private static String program(String name) {
        return InstalledPrograms.find(name)
                .orElseThrow(
                        () -> new IllegalStateException("no " + name + " on this machine; install it, as .ci/run does"))
                .toString();
    }
}
