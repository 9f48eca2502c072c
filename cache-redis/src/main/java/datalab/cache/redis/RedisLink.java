package datalab.cache.redis;

import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to a Redis. A loop makes it, asks every half second whether the server is there, and makes it
 * again after it was lost. It is given up as soon as commands fail, so that nobody waits for a server that is away.
 * Thread-safe.
 */
final class RedisLink implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
    private static final Duration PING_MAX = Duration.ofSeconds(1);
    private static final Duration CHECK_PAUSE = Duration.ofMillis(500);
    private static final Backoff BACKOFF = Backoff.of(Duration.ofMillis(250), Duration.ofSeconds(2));
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    /** A single command may be late, as where this process stood still for a moment. */
    private static final int TIMEOUTS_MAX = 3;

    private static final int COMMANDS_MAX = 256;

    private final RedisAddress address;
    private final Duration timeout;
    private final SupervisedLoop loop;
    private final AtomicReference<@Nullable StatefulRedisConnection<String, byte[]>> connection =
            new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> lost = new AtomicReference<>();
    private final AtomicInteger timeouts = new AtomicInteger();
    private volatile @Nullable String trouble = "not connected yet";
    private @Nullable RedisClient client;

    /** @param timeout how late an answer may be for the server to be of use */
    RedisLink(String name, RedisAddress address, Duration timeout, MeterRegistry meters) {
        this.address = address;
        this.timeout = timeout;
        CircuitBreaker breaker = new CircuitBreaker("cache", name, BACKOFF, meters);
        this.loop = new SupervisedLoop(breaker, this::round, failure -> trouble = failure.getMessage());
    }

    void start() {
        Thread.ofVirtual().name("cache").start(() -> {
            try {
                loop.run();
            } finally {
                shutdown();
            }
        });
    }

    /** The connection, while the server answers. */
    @Nullable
    StatefulRedisConnection<String, byte[]> connection() {
        return connection.get();
    }

    /** Why there is no connection. */
    Optional<String> trouble() {
        return connection.get() == null ? Optional.ofNullable(trouble) : Optional.empty();
    }

    /** A command was answered, if only by an error. */
    void answered() {
        if (timeouts.get() != 0) {
            timeouts.set(0);
        }
    }

    /** A command was not answered. */
    void failed(StatefulRedisConnection<String, byte[]> on, Throwable why) {
        boolean isLate = why instanceof TimeoutException && on.isOpen();
        if (!isLate || timeouts.incrementAndGet() >= TIMEOUTS_MAX) {
            drop(on, why);
        }
    }

    @Override
    public void close() {
        loop.close();
        loop.awaitEnd(CLOSE_MAX);
    }

    private Duration round() throws InterruptedException {
        Throwable why = lost.getAndSet(null);
        if (why != null) {
            throw unavailable(why);
        }
        StatefulRedisConnection<String, byte[]> now = connection.get();
        if (now == null) {
            connection.set(quick(connect()));
            timeouts.set(0);
        } else {
            ping(now);
        }
        return CHECK_PAUSE;
    }

    /** A server that is always late is left alone, as one that is away: else it would be lost and found all the time. */
    private StatefulRedisConnection<String, byte[]> quick(StatefulRedisConnection<String, byte[]> made)
            throws InterruptedException {
        for (int i = 0; i < TIMEOUTS_MAX; i++) {
            long begun = System.nanoTime();
            try {
                await(made.async().ping(), PING_MAX);
            } catch (RedisUnavailable e) {
                made.close();
                throw e;
            }
            if (System.nanoTime() - begun <= timeout.toNanos()) {
                return made;
            }
        }
        made.close();
        throw new RedisUnavailable("it answers later than after " + timeout.toMillis() + " ms", null);
    }

    private StatefulRedisConnection<String, byte[]> connect() throws InterruptedException {
        RedisClient now = client == null ? open() : client;
        client = now;
        RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
        return await(
                now.connectAsync(codec, address.uri(CONNECT_MAX)).toCompletableFuture(), CONNECT_MAX.multipliedBy(2));
    }

    private void ping(StatefulRedisConnection<String, byte[]> now) throws InterruptedException {
        try {
            await(now.async().ping(), PING_MAX);
        } catch (RedisUnavailable e) {
            drop(now, e);
            lost.set(null); // said by this failure
            throw e;
        }
    }

    private void drop(StatefulRedisConnection<String, byte[]> on, Throwable why) {
        if (connection.compareAndSet(on, null)) {
            trouble = reason(why);
            lost.set(why);
            Thread.ofVirtual().name("cache-close").start(on::close); // which fails the commands that still wait
        }
    }

    private static <T> T await(Future<T> future, Duration atMost) throws InterruptedException {
        try {
            return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            future.cancel(true);
            throw unavailable(e);
        }
    }

    private RedisClient open() {
        RedisClient opened = RedisClient.create();
        opened.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(COMMANDS_MAX)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_MAX)
                        .keepAlive(true)
                        .build())
                .sslOptions(sslOptions())
                .build());
        return opened;
    }

    private SslOptions sslOptions() {
        SslOptions.Builder options = SslOptions.builder().jdkSslProvider().handshakeTimeout(CONNECT_MAX);
        RedisAddress.Tls tls = address.tls();
        if (tls != null) {
            tls.ca().ifPresent(ca -> options.trustManager(ca.toFile()));
            tls.cert()
                    .ifPresent(cert -> options.keyManager(
                            cert.toFile(), tls.key().orElseThrow().toFile(), new char[0]));
        }
        return options.build();
    }

    private void shutdown() {
        StatefulRedisConnection<String, byte[]> last = connection.getAndSet(null);
        if (last != null) {
            last.close();
        }
        if (client != null) {
            client.shutdown(0, CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static RedisUnavailable unavailable(Throwable why) {
        return why instanceof RedisUnavailable said ? said : new RedisUnavailable(reason(why), why);
    }

    /** What the innermost cause says: those around it name the address, which settings have. */
    static String reason(Throwable why) {
        Throwable innermost = why;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        if (innermost instanceof TimeoutException) {
            return "no answer in time";
        }
        String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }
}
