package datalab.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.store.cache.SharedCache;
import datalab.store.cache.SharedCache.Claim;
import datalab.store.cache.SharedCache.Lookup;
import datalab.testkit.Needs;
import datalab.testkit.RedisServer;
import datalab.testkit.TestServerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cache on a real Redis, and what becomes of it when that is killed, frozen, emptied, full, or holds what is not ours. */
@Needs(Needs.Part.REDIS)
final class RedisCacheIT {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** So long that only a server that stands still is late, also on a busy machine. */
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private RedisServer server;
    private SharedCache cache;

    @BeforeEach
    void start() throws IOException {
        server = RedisServer.create();
        cache = connected(Map.of());
    }

    @AfterEach
    void stop() throws IOException {
        cache.close();
        server.close();
    }

    @Test
    void keepsAValueForItsTime() {
        byte[] value = {0, -1, 13, 10, 'x'};

        cache.put("a", value, MINUTE);

        await().until(() -> cache.get("a") instanceof Lookup.Kept);
        Lookup.Kept kept = (Lookup.Kept) cache.get("a");
        assertThat(kept.value()).isEqualTo(value);
        assertThat(kept.left()).isBetween(Duration.ofSeconds(30), MINUTE);
        assertThat(cache.get("b")).isInstanceOf(Lookup.Absent.class);
        cache.put("a", value, Duration.ofMillis(20));
        await().until(() -> cache.get("a") instanceof Lookup.Absent);
    }

    @Test
    void forgetsAValue() {
        cache.put("a", bytes("x"), MINUTE);

        cache.remove("a");

        await().until(() -> server.keys().isEmpty());
    }

    @Test
    void oneOfAllOwnersHasAClaimUntilItIsReleasedOrExpires() {
        try (SharedCache other = connected(Map.of())) {
            assertThat(cache.claim("a", "me", MINUTE)).isEqualTo(Claim.MINE);
            assertThat(other.claim("a", "you", MINUTE)).isEqualTo(Claim.TAKEN);
            other.release("a", "you");
            assertThat(other.claim("a", "you", MINUTE)).isEqualTo(Claim.TAKEN);

            cache.release("a", "me");
            await().until(() -> other.claim("a", "you", Duration.ofMillis(20)) == Claim.MINE);
            await().until(() -> cache.claim("a", "me", MINUTE) == Claim.MINE);
        }
    }

    @Test
    void whatOthersPutThereIsNothing() {
        server.cli("set", "for ever", "x");
        server.cli("rpush", "list", "x");
        server.cli("setrange", "huge", Integer.toString(SharedCache.VALUE_BYTES_MAX + 10), "x");
        server.cli("expire", "huge", "60");

        assertThat(cache.get("for ever")).isInstanceOf(Lookup.Absent.class);
        assertThat(cache.get("list")).isInstanceOf(Lookup.Absent.class);
        assertThat(cache.get("huge")).isInstanceOf(Lookup.Absent.class);
        assertThat(cache.trouble()).isEmpty();
        cache.put("list", bytes("ours"), MINUTE);
        await().until(() -> cache.get("list") instanceof Lookup.Kept);
    }

    @Test
    void oneThatIsKilledCostsNothingAndComesBack() throws IOException {
        server.kill();

        await().until(() -> cache.trouble().isPresent());
        assertThat(nanosOf(1_000, () -> cache.get("a") instanceof Lookup.Away)).isLessThan(TIMEOUT.toNanos());
        assertThat(cache.claim("a", "me", MINUTE)).isEqualTo(Claim.AWAY);
        assertThat(loopState()).isPositive();
        server.start();
        await().until(() -> cache.trouble().isEmpty());
        assertThat(cache.get("a")).isInstanceOf(Lookup.Absent.class);
        await().until(() -> loopState() == 0);
    }

    @Test
    void oneThatIsFrozenCostsABoundedTimeAndThenNothing() {
        cache.put("a", bytes("x"), MINUTE);
        await().until(() -> cache.get("a") instanceof Lookup.Kept);

        server.freeze();
        assertThat(nanosOf(1, () -> cache.get("a") instanceof Lookup.Away))
                .isLessThan(TIMEOUT.multipliedBy(4).toNanos());
        for (int i = 0; i < 5; i++) {
            assertThat(cache.get("a")).isInstanceOf(Lookup.Away.class);
        }
        assertThat(nanosOf(1_000, () -> cache.get("a") instanceof Lookup.Away)).isLessThan(TIMEOUT.toNanos());
        assertThat(cache.trouble()).hasValueSatisfying(why -> assertThat(why).contains("no answer in time"));

        server.thaw();
        await().until(() -> cache.get("a") instanceof Lookup.Kept);
        assertThat(cache.trouble()).isEmpty();
    }

    @Test
    void oneThatIsFullIsReadAndTakesAgainWhenThereIsRoom() {
        cache.put("a", bytes("x"), MINUTE);
        await().until(() -> cache.get("a") instanceof Lookup.Kept);
        server.cli("config", "set", "maxmemory-policy", "noeviction");
        server.cli("config", "set", "maxmemory", "1");

        cache.put("b", new byte[1000], MINUTE);

        await().until(() -> cache.trouble()
                .filter(why -> why.startsWith("refuses writes: OOM"))
                .isPresent());
        assertThat(cache.claim("c", "me", MINUTE)).isEqualTo(Claim.AWAY);
        assertThat(cache.get("a")).isInstanceOf(Lookup.Kept.class);
        server.cli("config", "set", "maxmemory", "0");
        await().until(() -> {
            cache.put("b", new byte[1000], MINUTE);
            return cache.get("b") instanceof Lookup.Kept;
        });
        assertThat(cache.trouble()).isEmpty();
    }

    @Test
    void oneThatIsEmptiedOnlyHasNothing() {
        cache.put("a", bytes("x"), MINUTE);
        await().until(() -> cache.get("a") instanceof Lookup.Kept);

        server.cli("flushall");

        assertThat(cache.get("a")).isInstanceOf(Lookup.Absent.class);
        assertThat(cache.trouble()).isEmpty();
    }

    @Test
    void oneThatIsAlwaysLateIsLeftAlone() throws IOException {
        try (LateProxy proxy = LateProxy.before(server.port, TIMEOUT);
                SharedCache late = cache(server, Map.of("url", "redis://127.0.0.1:" + proxy.port()))) {
            late.start();

            await().until(() -> late.trouble()
                    .filter(why -> why.equals("it answers later than after 500 ms"))
                    .isPresent());
            assertThat(nanosOf(1_000, () -> late.get("a") instanceof Lookup.Away))
                    .isLessThan(TIMEOUT.toNanos());
        }
    }

    @Test
    void oneThatComesLaterIsTaken() throws IOException {
        server.kill();
        try (SharedCache early = cache(server, Map.of())) {
            early.start();
            assertThat(early.get("a")).isInstanceOf(Lookup.Away.class);
            server.start();

            await().until(() -> early.get("a") instanceof Lookup.Absent);
        }
    }

    @Test
    void getsInByUserAndPasswordAndSaysWhereItDoesNot() {
        server.cli("acl", "setuser", "lab", "on", ">hush hush/", "~*", "+@all");
        server.cli("acl", "setuser", "default", "off");
        Map<String, String> inUrl = Map.of("url", "redis://lab:hush%20hush%2F@127.0.0.1:" + server.port);

        connected(Map.of("user", "lab", "password", "hush hush/")).close();
        connected(inUrl).close();
        try (SharedCache wrong = cache(server, Map.of("user", "lab", "password", "guessed"))) {
            wrong.start();
            await().until(() ->
                    wrong.trouble().filter(why -> why.contains("WRONGPASS")).isPresent());
            assertThat(wrong.trouble().orElseThrow()).doesNotContain("guessed");
            assertThat(wrong.get("a")).isInstanceOf(Lookup.Away.class);
        }
    }

    @Test
    void oneThatForbidsACommandSaysSo() {
        server.cli("acl", "setuser", "lab", "on", ">hush", "~*", "+@connection", "+client", "+ping");

        try (SharedCache forbidden = connected(Map.of("user", "lab", "password", "hush"))) {
            assertThat(forbidden.get("a")).isInstanceOf(Lookup.Away.class);

            assertThat(forbidden.trouble().orElseThrow()).startsWith("refuses reads: NOPERM");
        }
    }

    private SharedCache connected(Map<String, String> more) {
        SharedCache connected = cache(server, more);
        connected.start();
        await().until(() -> connected.trouble().isEmpty());
        return connected;
    }

    private SharedCache cache(RedisServer of, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("url", of.url(), "timeout", TIMEOUT.toString()));
        settings.putAll(more);
        return new RedisServerType()
                .configure(new TestServerSettings("shared", settings))
                .cache(meters);
    }

    private double loopState() {
        return meters.get("datalab.loop.state").gauge().value();
    }

    private static long nanosOf(int times, BooleanSupplier isDone) {
        long begun = System.nanoTime();
        for (int i = 0; i < times; i++) {
            assertThat(isDone.getAsBoolean()).isTrue();
        }
        return System.nanoTime() - begun;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
