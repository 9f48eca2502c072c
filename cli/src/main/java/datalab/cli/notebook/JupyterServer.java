package datalab.cli.notebook;

import datalab.app.terminal.CommandFailed;
import datalab.cli.client.PollDelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JupyterLab in a process of its own, on the loopback address, for those who have its token. It ends when this process is told
 * to end. Not thread-safe but for {@link #close}.
 */
final class JupyterServer implements AutoCloseable {
    private static final int TOKEN_BYTES = 24;
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(100);
    private static final int STOP_SECONDS_MAX = 10;
    private static final int HTTP_OK = 200;
    private static final int SHOWN_LINES = 5;

    private final NotebookEnvironment environment;
    private final Path folder;
    private final int port;
    private final String datalab;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();
    private @Nullable Process process;
    private volatile boolean stopping;

    /**
     * @param folder what it shows, with what {@link NotebookFolder} put there
     * @param datalab the URL that notebooks ask
     */
    JupyterServer(NotebookEnvironment environment, Path folder, int port, String datalab) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        this.token = HexFormat.of().formatHex(random);
        this.environment = environment;
        this.folder = folder;
        this.port = port;
        this.datalab = datalab;
    }

    /** This port, or any for 0; {@link CommandFailed} where somebody listens there. */
    static int freePort(int wanted) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CommandFailed(
                    "port " + wanted + " is taken; --port names another, and --port 0 takes any free one", e);
        }
    }

    /** Starts it and waits until it answers. */
    void start(boolean browser) throws IOException {
        Process started = builder(browser).start();
        process = started;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop"));
        started.getOutputStream().close();
        long end = System.nanoTime() + START_MAX.toNanos();
        while (status(token) != HTTP_OK) {
            if (!started.isAlive()) {
                throw new CommandFailed("JupyterLab ended while it started:\n" + lastLines());
            }
            if (System.nanoTime() > end) {
                throw new CommandFailed(
                        "JupyterLab does not answer within " + START_MAX.toSeconds() + " s:\n" + lastLines());
            }
            PollDelay.of(BETWEEN_QUESTIONS);
        }
        if (status("none") == HTTP_OK) {
            throw new CommandFailed(
                    "JupyterLab answers without its token, so it was ended; is there a setting of it in /etc/jupyter?");
        }
    }

    /** Where a browser finds it, with the token. */
    URI address() {
        return URI.create("http://127.0.0.1:" + port + "/lab?token=" + token);
    }

    /** Waits until it ends, such as by its own menu; {@link CommandFailed} where that was no wish of anybody's. */
    void awaitEnd() throws InterruptedException {
        int exit = running().waitFor();
        if (exit != 0 && !stopping) {
            throw new CommandFailed("JupyterLab ended by itself:\n" + lastLines());
        }
    }

    @Override
    public void close() {
        stopping = true;
        if (process == null || !process.isAlive()) {
            return;
        }
        process.destroy(); // it ends the kernels, too
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private ProcessBuilder builder(boolean browser) {
        List<String> command = new ArrayList<>(List.of(environment.python(), "-m", "jupyterlab", "-y"));
        command.addAll(List.of("--ServerApp.ip=127.0.0.1", "--ServerApp.port=" + port, "--ServerApp.port_retries=0"));
        command.add("--ServerApp.root_dir=" + folder);
        if (!browser || !hasDisplay()) {
            command.add("--no-browser");
        }
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--allow-root");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeAll(List.of("PYTHONHOME", "PYTHONSTARTUP"));
        variables.put("PYTHONPATH", environment.packages());
        variables.put("PYTHONNOUSERSITE", "1");
        variables.put("DATALAB_URL", datalab);
        variables.put("JUPYTER_TOKEN", token); // not among the arguments, which all users of the machine can read
        variables.put(
                "JUPYTER_CONFIG_DIR", own().resolve(NotebookFolder.CONFIG).toString()); // not that of another Jupyter
        return builder;
    }

    /** Without one, Python would start a browser in the terminal. */
    private static boolean hasDisplay() {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        return mac || System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
    }

    /** The HTTP status for who has this token; 0 without an answer. */
    private int status(String whose) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/status"))
                .header("Authorization", "token " + whose)
                .timeout(ANSWER_MAX)
                .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0; // it is still starting
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted", e);
        }
    }

    private Path own() {
        return folder.resolve(NotebookFolder.OWN);
    }

    private Path log() {
        return own().resolve("jupyter.log");
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log());
            String last = String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
            return last + "\n" + log() + " has more";
        } catch (IOException e) {
            return "its log " + log() + " cannot be read: " + CommandFailed.words(e);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }
}
