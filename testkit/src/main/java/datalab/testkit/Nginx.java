package datalab.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A real nginx on a free port of this machine, all its files in one folder. Owned by one thread. */
public final class Nginx implements AutoCloseable {
    private static final String SETTINGS = """
            daemon off;
            worker_processes 1;
            pid {folder}/nginx.pid;
            error_log {folder}/error.log;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_body_temp_path {folder}/body;
              proxy_temp_path {folder}/proxy;
              fastcgi_temp_path {folder}/fastcgi;
              uwsgi_temp_path {folder}/uwsgi;
              scgi_temp_path {folder}/scgi;
            {servers}
            }
            """;

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Returns when it answers.
     *
     * @param servers the part of its settings about servers, with {@code {port}} where the port stands
     */
    public static Nginx start(Path folder, String servers) throws IOException {
        int port = DataLabProcess.freePort();
        Path settings = folder.resolve("nginx.conf");
        Files.writeString(
                settings,
                SETTINGS.replace("{servers}", servers)
                        .replace("{folder}", folder.toString())
                        .replace("{port}", Integer.toString(port)),
                UTF_8);
        String program = InstalledPrograms.find("nginx").orElseThrow().toString();
        Process process = new ProcessBuilder(
                        program,
                        "-c",
                        settings.toString(),
                        "-e",
                        folder.resolve("error.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
        await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        });
        return new Nginx(process, port);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
