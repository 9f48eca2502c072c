package datalab.system;

import static datalab.testkit.Needs.Part.POSTGIS;
import static datalab.testkit.Needs.Part.REDIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.postgres.PostgresSettings;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.testkit.PostgisServer;
import datalab.testkit.RedisServer;
import datalab.testkit.Sql;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The air-quality lab on the servers of the older system: two processes that answer, one PostgreSQL, one Redis. */
@Needs({POSTGIS, REDIS})
final class AirQualityProfileIT {
    private static final String PATH = "/air_quality?limit=900";
    private static final String SHARED = "datalab_web_cache_shared_total{outcome=\"fresh\"}";
    private static final String COUNT = "select count(*) from air_quality_measurements";

    @TempDir
    Path folder;

    @Test
    void answersAsItsClientsExpectWhateverBecomesOfRedis() throws Exception {
        try (PostgisServer server = PostgisServer.start();
                RedisServer redis = RedisServer.create("--requirepass", "hush")) {
            PostgresSettings database = server.freshDatabase("air_quality");
            try (DataLabProcess one = process("one", redis, database);
                    DataLabProcess other = process("other", redis, database).withRole("web")) {
                one.start("air-quality", "--profile", "original");
                other.sharing(one.kafka(), database).start("air-quality", "--profile", "original");

                await().untilAsserted(
                                () -> assertThat(Sql.query(database, COUNT)).isEqualTo("8928"));
                awaitOneAnswerOfBoth(one, other);
                assertThat(keys(redis).getFirst()).startsWith("datalab:air-quality:/air_quality:");
                assertThat(other.get(PATH).body()).isEqualTo(one.get(PATH).body());
                one.post("/labs/air-quality/streams/measurements", "application/json", """
                        {"id_entity": "Dingling", "time_instant": "2013-01-01T00:00:00Z", "pm2_5": 12.5}
                        """);
                await().until(() -> other.get(PATH).body().contains("2013-01-01 00:00:00"));
                await().until(() -> one.get(PATH).body().contains("2013-01-01 00:00:00"));

                redis.kill();
                await().until(() -> other.get("/health/ready").body().contains("\"status\":\"degraded\""));
                assertThat(other.get("/health/ready").statusCode()).isEqualTo(200);
                assertThat(one.get(PATH).statusCode()).isEqualTo(200);
                assertThat(other.get("/air_quality?limit=7").statusCode()).isEqualTo(200);
            }
        }
    }

    /** Asks again when a commit fell between the two, as then the other has a newer version to load. */
    private static void awaitOneAnswerOfBoth(DataLabProcess one, DataLabProcess other) {
        AtomicInteger rows = new AtomicInteger(900);
        await().until(() -> {
            String path = "/air_quality?limit=" + rows.incrementAndGet();
            HttpResponse<String> loaded = one.get(path);
            HttpResponse<String> taken = other.get(path);

            assertThat(loaded.body())
                    .startsWith("[{")
                    .contains("\"id_entity\":\"Dingling\"", "\"time_instant\":\"2014-01-01 00:00:00\"");
            assertThat(taken.body()).isEqualTo(loaded.body());
            assertThat(taken.headers().map())
                    .containsEntry("content-type", List.of("application/json"))
                    .containsEntry("etag", loaded.headers().allValues("etag"));
            return other.get("/metrics").body().contains(SHARED);
        });
    }

    private DataLabProcess process(String name, RedisServer redis, PostgresSettings database) {
        return new DataLabProcess(Path.of("../labs"), folder.resolve(name))
                .with("DATALAB_POSTGRES_URL", database.url())
                .with("DATALAB_POSTGRES_USER", database.user())
                .with("DATALAB_POSTGRES_PASSWORD", database.password())
                .with("DATALAB_SERVERS_TABLES_URL", database.url())
                .with("DATALAB_SERVERS_TABLES_USER", database.user())
                .with("DATALAB_SERVERS_REDIS_URL", redis.url())
                .with("DATALAB_SERVERS_REDIS_PASSWORD", "hush")
                .with("DATALAB_SERVERS_REDIS_TIMEOUT", "1s");
    }

    private static List<String> keys(RedisServer redis) {
        return redis.cli("--no-auth-warning", "-a", "hush", "--raw", "keys", "datalab:*")
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
