package datalab.system;

import datalab.testkit.DataLabProcess;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mongo-java-server on a port of its own, which keeps its documents while it is stopped. Not thread-safe. */
final class TestMongo implements AutoCloseable {
    private final int port = DataLabProcess.freePort();
    private final MemoryBackend kept = new MemoryBackend() {
        @Override
        public void close() {
            // its documents outlive the server
        }
    };
    private MongoServer server = new MongoServer(kept);

    TestMongo() {
        server.bind("127.0.0.1", port);
    }

    /** A lab.yaml whose stream with this key keeps its archive here. */
    static String archived(String lab, String key) {
        return lab.replaceFirst("(?m)^    key: +" + key + "$", "    key: " + key + "\n    archive: documents");
    }

    /** Writes a datalab.yaml that names this server; answers its path. */
    String config(Path folder) throws IOException {
        Path file = folder.resolve("datalab.yaml");
        Files.writeString(file, "servers:\n  documents: {kind: mongodb, url: \"" + url("datalab") + "\"}\n");
        return file.toString();
    }

    String url(String database) {
        return "mongodb://127.0.0.1:" + port + "/" + database;
    }

    void stop() {
        server.shutdownNow();
    }

    void start() {
        server = new MongoServer(kept);
        server.bind("127.0.0.1", port);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
