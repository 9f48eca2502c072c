package datalab.bench.load;

import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A mosquitto that keeps nothing on the disk, on a free port of this machine. It must be installed. */
public final class Mosquitto implements AutoCloseable {
    public final int port = DataLabProcess.freePort();
    private final Path folder;
    private final Process process;

    private Mosquitto(Path folder) throws IOException {
        this.folder = folder;
        Path settings = Files.writeString(folder.resolve("mosquitto.conf"), """
                listener %d 127.0.0.1
                allow_anonymous true
                persistence false
                set_tcp_nodelay true
                log_type error
                """.formatted(port));
        this.process = new ProcessBuilder("mosquitto", "-c", settings.toString())
                .inheritIO()
                .start();
    }

    public static Mosquitto start() throws IOException {
        Mosquitto mosquitto = new Mosquitto(Files.createTempDirectory("datalab-bench-mosquitto"));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(mosquitto::takesConnections);
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
        process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        MeasuredDataLab.delete(folder);
    }
}
