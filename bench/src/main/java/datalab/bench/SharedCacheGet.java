package datalab.bench;

import datalab.bench.load.AlternatingRuns;
import datalab.bench.load.AwaitNoLag;
import datalab.bench.load.MeasuredDataLab;
import datalab.testkit.DataLabProcess;
import datalab.testkit.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A cached GET of 200 kB with a Redis behind it, turn by turn with the same without: of what the process holds, and of what it
 * does not hold, which the one takes from Redis and the other from the store. Needs redis-server and wrk.
 */
final class SharedCacheGet {
    private static final int RUNS = 5;
    private static final String PATH = "/air_quality?limit=980";

    private SharedCacheGet() {}

    static void run(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-redis");
        try (MeasuredDataLab owner = MeasuredDataLab.startShipped(repository);
                RedisServer redis = RedisServer.create()) {
            AwaitNoLag.await(owner.datalab, "air-quality");
            Path with = Files.writeString(
                    folder.resolve("with.yaml"),
                    "servers: {shared: {kind: redis, url: '%s'}}\ncache: {shared: shared}\n".formatted(redis.url()));
            Path without = Files.writeString(folder.resolve("without.yaml"), "");
            compare(
                    "held by this process",
                    repository,
                    owner,
                    Files.createDirectory(folder.resolve("held")),
                    with,
                    without,
                    "64MiB");
            compare(
                    "not held by this process",
                    repository,
                    owner,
                    Files.createDirectory(folder.resolve("not-held")),
                    with,
                    without,
                    "0");
        }
        MeasuredDataLab.delete(folder);
    }

    private static void compare(
            String what, Path repository, MeasuredDataLab owner, Path folder, Path with, Path without, String bytes)
            throws Exception {
        try (DataLabProcess shared = web(repository, owner, folder.resolve("with"), with, bytes);
                DataLabProcess alone = web(repository, owner, folder.resolve("without"), without, bytes)) {
            int length = shared.get(PATH).body().length();
            AlternatingRuns.rates(
                    "a GET of %,d bytes %s".formatted(length, what),
                    RUNS,
                    "requests/s",
                    () -> CachedGet.wrk(shared.url(PATH).toString()),
                    "without Redis",
                    () -> CachedGet.wrk(alone.url(PATH).toString()));
        }
    }

    private static DataLabProcess web(
            Path repository, MeasuredDataLab owner, Path folder, Path settings, String cacheBytes) {
        DataLabProcess web = new DataLabProcess(
                        List.of(repository.resolve("datalab").toString()), repository.resolve("labs"), folder)
                .withRole("web")
                .sharing(owner.datalab)
                .with("DATALAB_CONFIG", settings.toString())
                .with("DATALAB_LIMITS_CACHE_BYTES", cacheBytes);
        web.start();
        return web;
    }
}
