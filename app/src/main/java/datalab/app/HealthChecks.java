package datalab.app;

import datalab.app.settings.Role;
import datalab.lab.Lab;
import datalab.lab.stream.ArchivePlace;
import datalab.log.KafkaLog;
import datalab.process.alert.AlertLayer;
import datalab.process.publish.PublishLayer;
import datalab.store.cache.SharedCache;
import datalab.store.elsewhere.ArchiveServer;
import datalab.web.probe.Probes.Check;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The health checks of this process, in the order in which an event depends on them. */
final class HealthChecks {
    private static final long FREE_BYTES_MIN = 64L << 20;

    private HealthChecks() {}

    static Map<String, Check> checks(Roles roles, KafkaLog log, Check store, RunningSources sources, Path data) {
        Map<String, Check> checks = new LinkedHashMap<>();
        if (roles.needsLog()) {
            checks.put("kafka", log::check);
        }
        if (roles.needsStore()) {
            checks.put("postgres", store);
        }
        if (roles.has(Role.INGEST)) {
            checks.putAll(sources.checks(true));
        }
        if (roles.isAll()) {
            checks.put("disk", () -> checkDisk(data)); // others keep nothing but log files there
        }
        return checks;
    }

    /**
     * Of what this process can do without: brokers that streams come from, outputs, archives on other servers, a cache. What
     * needs them waits, and all else goes on.
     */
    static Map<String, Check> helpful(
            Roles roles,
            List<Lab> labs,
            RunningSources sources,
            PublishLayer outputs,
            AlertLayer alerts,
            Map<String, ArchiveServer> archives,
            @Nullable SharedCache cache) {
        Map<String, Check> checks = new LinkedHashMap<>();
        if (roles.has(Role.INGEST)) {
            checks.putAll(sources.checks(false));
        }
        if (roles.has(Role.PROCESS)
                && labs.stream().anyMatch(lab -> !lab.outputs().isEmpty())) {
            checks.put("outputs", outputs::check);
        }
        if (roles.has(Role.PROCESS)
                && labs.stream().anyMatch(lab -> !lab.alerts().isEmpty())) {
            checks.put("alerts", alerts::check);
        }
        if (cache != null) {
            checks.put("cache", () -> {
                Optional<String> trouble = cache.trouble();
                if (trouble.isPresent()) {
                    throw new IOException("answers are shared with no other process: " + trouble.get());
                }
            });
        }
        (roles.usesStore() ? labs : List.<Lab>of())
                .stream()
                        .flatMap(lab -> lab.archives().values().stream())
                        .map(ArchivePlace::server)
                        .distinct()
                        .forEach(name ->
                                checks.put("archive " + name, Objects.requireNonNull(archives.get(name), name)::check));
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
