package datalab.app;

import datalab.log.KafkaLog;
import datalab.store.Store;
import datalab.web.probe.Probes.Check;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What must work before requests make sense, in the order in which an event needs it. */
final class Health {
    private static final long FREE_BYTES_MIN = 64L << 20;

    private static final int CONNECT_MILLIS_MAX = 1_000;

    private Health() {}

    static Map<String, Check> checks(KafkaLog log, Store store, InetSocketAddress mqtt, Path data) {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("kafka", log::check);
        checks.put("postgres", store::check);
        checks.put("mqtt", () -> checkListens(mqtt));
        checks.put("disk", () -> checkDisk(data));
        return checks;
    }

    private static void checkListens(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS_MAX);
        }
    }

    private static void checkDisk(Path data) throws IOException {
        FileStore disk = Files.getFileStore(data);
        long free = disk.getUsableSpace();
        if (free < FREE_BYTES_MIN) {
            throw new IOException("the disk of " + data + " has " + (free >> 20) + " MiB free, expected at least "
                    + (FREE_BYTES_MIN >> 20) + " MiB");
        }
    }
}
