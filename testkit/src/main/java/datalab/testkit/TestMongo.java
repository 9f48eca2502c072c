package datalab.testkit;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A mongo-java-server, which imitates MongoDB in memory, on a port of its own; it keeps its documents while it is stopped. Not
 * thread-safe.
 */
public final class TestMongo implements AutoCloseable {
    private final int port = DataLabProcess.freePort();
    private final MemoryBackend kept = new MemoryBackend() {
        @Override
        public void close() {
            // its documents outlive the server
        }
    };
    private MongoServer server = new MongoServer(kept);

    /** One that runs. */
    public TestMongo() {
        server.bind("127.0.0.1", port);
    }

    /** A lab.yaml whose stream with this key keeps its archive here. */
    public static String archived(String lab, String key) {
        return lab.replaceFirst("(?m)^    key: +" + key + "$", "    key: " + key + "\n    archive: documents");
    }

    /** Writes a datalab.yaml that names this server; answers its path. */
    public String config(Path folder) throws IOException {
        Path file = folder.resolve("datalab.yaml");
        Files.writeString(file, "servers:\n  documents: {kind: mongodb, url: \"" + url("datalab") + "\"}\n");
        return file.toString();
    }

    public String url(String database) {
        return "mongodb://127.0.0.1:" + port + "/" + database;
    }

    public void stop() {
        server.shutdownNow();
    }

    /** Starts it again, on the same port. */
    public void start() {
        server = new MongoServer(kept);
        server.bind("127.0.0.1", port);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
