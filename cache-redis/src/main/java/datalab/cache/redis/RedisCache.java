package datalab.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.store.cache.SharedCache;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A cache in a Redis. A command waits for its answer as long as the settings say, and few wait at a time; what is put
 * is not waited for. Thread-safe.
 */
final class RedisCache implements SharedCache {
    private static final int WAITING_MAX = 64;
    private static final int PUTS_MAX = 8;
    private static final String WRONG_TYPE = "WRONGTYPE";
    private static final String RELEASE =
            "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

    private static final Lookup AWAY = new Lookup.Away();

    private final RedisLink link;
    private final Duration timeout;
    private final MeterRegistry meters;
    private final Refusal reads;
    private final Refusal writes;
    private final Semaphore waiting = new Semaphore(WAITING_MAX);
    private final Semaphore putting = new Semaphore(PUTS_MAX);

    RedisCache(String name, RedisAddress address, Duration timeout, MeterRegistry meters) {
        this.link = new RedisLink(name, address, timeout, meters);
        this.timeout = timeout;
        this.meters = meters;
        this.reads = new Refusal(name, "reads");
        this.writes = new Refusal(name, "writes");
    }

    @Override
    public void start() {
        link.start();
    }

    @Override
    public Lookup get(String key) {
        // The time left is asked first: of a value that takes the place of another in between, it is too short and
        // never too long.
        Command<Lookup> asked = redis -> {
            CompletionStage<Long> left = redis.pttl(key);
            CompletionStage<byte[]> value =
                    redis.getrange(key, 0, VALUE_BYTES_MAX).exceptionally(RedisCache::nothing);
            return left.thenCombine(value, RedisCache::found);
        };
        return answer("get", reads, asked).orElse(AWAY);
    }

    @Override
    public void put(String key, byte[] value, Duration kept) {
        if (value.length > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException(value.length + " bytes, at most " + VALUE_BYTES_MAX + " are kept");
        }
        send("put", writes, putting, redis -> redis.set(key, value, SetArgs.Builder.px(kept)));
    }

    @Override
    public void remove(String key) {
        send("remove", writes, putting, redis -> redis.unlink(key));
    }

    @Override
    public Claim claim(String key, String owner, Duration expiry) {
        SetArgs args = SetArgs.Builder.nx().px(expiry);
        byte[] value = owner.getBytes(UTF_8);
        Command<Claim> asked =
                redis -> redis.set(key, value, args).thenApply(reply -> reply == null ? Claim.TAKEN : Claim.MINE);
        return answer("claim", writes, asked).orElse(Claim.AWAY);
    }

    @Override
    public void release(String key, String owner) {
        String[] keys = {key};
        send(
                "release",
                writes,
                waiting,
                redis -> redis.eval(RELEASE, ScriptOutputType.INTEGER, keys, owner.getBytes(UTF_8)));
    }

    @Override
    public Optional<String> trouble() {
        return link.trouble().or(reads::reason).or(writes::reason);
    }

    @Override
    public void close() {
        link.close();
    }

    private static Lookup found(long left, byte[] value) {
        return left <= 0 || value.length == 0 || value.length > VALUE_BYTES_MAX
                ? new Lookup.Absent()
                : new Lookup.Kept(value, Duration.ofMillis(left));
    }

    /** Empty where there was no answer. */
    private <T> Optional<T> answer(String command, Refusal refusal, Command<T> asked) {
        try {
            return Optional.of(
                    send(command, refusal, waiting, asked).toCompletableFuture().join());
        } catch (CompletionException | CancellationException e) {
            return Optional.empty();
        }
    }

    private <T> CompletionStage<T> send(String command, Refusal refusal, Semaphore places, Command<T> asked) {
        StatefulRedisConnection<String, byte[]> on = link.connection();
        if (on == null || refusal.rests() || !places.tryAcquire()) {
            return CompletableFuture.failedFuture(new RedisUnavailable("it was not asked", null));
        }
        long begun = System.nanoTime();
        return sent(on, asked)
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((value, failure) -> {
                    places.release();
                    String result = failure == null ? answered(refusal) : failed(on, refusal, failure);
                    meters.timer("datalab.cache.commands", "command", command, "result", result)
                            .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
                });
    }

    private static <T> CompletableFuture<T> sent(StatefulRedisConnection<String, byte[]> on, Command<T> asked) {
        try {
            return asked.to(on.async()).toCompletableFuture();
        } catch (RedisException e) { // too many wait already
            return CompletableFuture.failedFuture(e);
        }
    }

    private String answered(Refusal refusal) {
        link.answered();
        refusal.done();
        return "answered";
    }

    private String failed(StatefulRedisConnection<String, byte[]> on, Refusal refusal, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RedisCommandExecutionException) {
            link.answered();
            refusal.refused(RedisLink.reason(cause));
            return "refused";
        }
        link.failed(on, cause);
        return "failed";
    }

    /** Something that is not a value under a key is nothing of ours. */
    private static byte[] nothing(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RedisCommandExecutionException
                && RedisLink.reason(cause).startsWith(WRONG_TYPE)) {
            return new byte[0];
        }
        throw new CompletionException(cause);
    }

    /** What is asked of Redis. */
    @FunctionalInterface
    private interface Command<T> {
        CompletionStage<T> to(RedisAsyncCommands<String, byte[]> redis);
    }
}
