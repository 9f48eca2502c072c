package datalab.app;

import datalab.log.KafkaLog;
import datalab.store.Store;
import datalab.web.probe.Probes.Check;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What must work before requests make sense, in the order in which an event needs it. */
final class Health {
    private static final long FREE_BYTES_MIN = 64L << 20;

    private Health() {}

    static Map<String, Check> checks(KafkaLog log, Store store, Path data) {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("kafka", log::check);
        checks.put("postgres", store::check);
        checks.put("disk", () -> checkDisk(data));
        return checks;
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
