package datalab.testkit.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import datalab.testkit.ProcessSignal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A Dex of its own, a provider of OpenID Connect, on a free port of this machine. People log in as {@link #EMAIL} with a
 * password, who is in no group, or by the connector {@link #IN_GROUP} without one, who is in {@link #GROUP}. It may be
 * killed and started again, with other keys then. {@code testkit/build-dex} builds its program, once for a machine.
 */
public final class DexServer implements AutoCloseable {
    public static final String CLIENT = "datalab";
    public static final String SECRET = "of the tests + %";
    public static final String PUBLIC_CLIENT = "datalab-page";
    public static final String EMAIL = "ann@example.org";
    public static final String PASSWORD = "correct-horse";
    public static final String IN_GROUP = "mock";
    public static final String GROUP = "authors";

    private static final String VERSION = "v2.41.1";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final int port = DataLabProcess.freePort();
    private final Path folder;
    private @Nullable Process process;

    private DexServer(Path folder) {
        this.folder = folder;
    }

    /** Whether this machine has the program. */
    public static boolean isBuilt() {
        return Files.isExecutable(program());
    }

    /** Makes one and starts it. */
    public static DexServer create(URI redirect) throws IOException {
        DexServer server = new DexServer(Files.createTempDirectory("datalab-test-dex"));
        String config =
                """
            issuer: %1$s
            storage: {type: memory}
            web: {http: '127.0.0.1:%2$s'}
            logger: {level: warn}
            oauth2: {skipApprovalScreen: true, passwordConnector: local}
            connectors:
            - {type: mockCallback, id: %6$s, name: Authors}
            staticClients:
            - {id: %3$s, secret: '%4$s', name: DataLab, redirectURIs: ['%7$s']}
            - {id: %8$s, public: true, name: DataLab, redirectURIs: ['%7$s']}
            enablePasswordDB: true
            staticPasswords:
            - {email: %5$s, username: ann, userID: '1', hash: '$2b$10$uhUvBz6q7CzHe5kFBeOhQubtT592fbuDdHp0xJPH4hVI0wtbnPR7G'}
            """.formatted(server.issuer(), server.port, CLIENT, SECRET, EMAIL, IN_GROUP, redirect, PUBLIC_CLIENT);
        Files.writeString(server.config(), config);
        server.start();
        return server;
    }

    /** Returns when it takes connections. */
    public void start() throws IOException {
        Process started = new ProcessBuilder(program().toString(), "serve", config().toString())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        process = started;
        Awaitility.await().atMost(TIMEOUT).until(() -> takesConnections(started));
    }

    /** Its address, as its tokens say it. */
    public URI issuer() {
        return URI.create("http://127.0.0.1:" + port + "/dex");
    }

    /** A token of {@link #EMAIL}, as a program gets it with the password. */
    public String idToken() throws IOException, InterruptedException {
        String form = "grant_type=password&scope=openid+email+groups&username=" + encoded(EMAIL) + "&password="
                + PASSWORD + "&client_id=" + CLIENT + "&client_secret=" + encoded(SECRET);
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer() + "/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            String answer =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return new ObjectMapper().readTree(answer).required("id_token").textValue();
        }
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

    private boolean takesConnections(Process started) throws IOException {
        if (!started.isAlive()) {
            throw new IllegalStateException("Dex ended: " + Files.readString(log()));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void signal(String signal) {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("Dex does not run");
        }
        ProcessSignal.send(running, signal);
    }

    private Path config() {
        return folder.resolve("config.yaml");
    }

    private Path log() {
        return folder.resolve("log");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static Path program() {
        String cache = System.getenv()
                .getOrDefault(
                        "XDG_CACHE_HOME",
                        Path.of(System.getProperty("user.home"), ".cache").toString());
        return Path.of(cache, "datalab", "dex-" + VERSION, "dex");
    }
}
