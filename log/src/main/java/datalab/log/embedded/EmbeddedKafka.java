package datalab.log.embedded;

import datalab.log.connection.KafkaConnection;
import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.FolderInUse;
import datalab.runtime.FolderLock;
import datalab.runtime.SupervisedLoop;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Apache Kafka broker, KRaft controller included, inside this process, for a laptop and for tests. What it acknowledged
 * is in its folder and there again at the next start. It never ends the process: a broker that fails (a full disk, say) is
 * reported by {@link #writeFailure} and started again.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** Below this nothing more is taken: Kafka must never meet a full disk, because its mapped indexes would not survive it. */
    public static final long FREE_BYTES_MIN = 64L << 20;

    /** How long it keeps records of topics that say nothing else. */
    public static final Duration RETENTION = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final Duration WATCH_EVERY = Duration.ofMillis(250);
    private static final Backoff RESTART = Backoff.of(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final int RESTARTS_MAX = 50;

    private final Path folder;
    private final int port;
    private final boolean flushAlways;
    private final long freeBytesMin;
    private final BrokerGuests guests;
    private final ReentrantLock changing = new ReentrantLock();
    private final BrokerExitHook.Listener onExit = this::failed;
    private @Nullable FolderLock lock;
    private @Nullable Broker broker;
    private final SupervisedLoop watch;
    private int attempts;
    private volatile @Nullable String failure;
    private volatile @Nullable String shortage;
    private volatile boolean closed;

    /**
     * @param folder made where there is none; one process at a time may use it
     * @param port of 127.0.0.1; 0 for any free one
     * @param flushAlways true to force every message to the disk before it is acknowledged, against loss of power
     */
    public EmbeddedKafka(Path folder, int port, boolean flushAlways) {
        this(folder, port, flushAlways, FREE_BYTES_MIN, BrokerGuests.NONE, new CompositeMeterRegistry());
    }

    /** A broker that takes guests, and whose watchdog has metrics. */
    public EmbeddedKafka(Path folder, int port, boolean flushAlways, BrokerGuests guests, MeterRegistry meters) {
        this(folder, port, flushAlways, FREE_BYTES_MIN, guests, meters);
    }

    EmbeddedKafka(
            Path folder, int port, boolean flushAlways, long freeBytesMin, BrokerGuests guests, MeterRegistry meters) {
        this.folder = folder.toAbsolutePath();
        this.port = port == 0 ? LoopbackPorts.anyFree() : port;
        this.flushAlways = flushAlways;
        this.freeBytesMin = freeBytesMin;
        this.guests = guests;
        this.watch = new SupervisedLoop(new CircuitBreaker("kafka", "", RESTART, meters), this::look);
    }

    /**
     * Returns when clients can connect.
     *
     * @throws BrokerPortTaken where something listens on the port already
     * @throws FolderInUse where another process uses the folder
     */
    public void start() {
        changing.lock();
        try {
            LoopbackPorts.requireFree(port);
            lock = FolderLock.take(folder);
            BrokerExitHook.listen(onExit);
            startBroker();
            Thread.ofPlatform().daemon().name("datalab-kafka-watch").start(watch);
        } catch (RuntimeException e) {
            close();
            throw e;
        } finally {
            changing.unlock();
        }
    }

    /** For clients: the broker requires the password that is stored in its folder. */
    public KafkaConnection bootstrap() {
        return BrokerAccess.bootstrap(folder, port);
    }

    /** Why it rejects writes now; empty while it accepts them. */
    public Optional<String> writeFailure() {
        String now = failure;
        return Optional.ofNullable(now == null ? shortage : now);
    }

    /** Stops within a few seconds, in any state of the broker. */
    @Override
    public void close() {
        closed = true;
        watch.close();
        changing.lock();
        try {
            stopBroker();
            BrokerExitHook.forget(onExit);
            if (lock != null) {
                lock.close();
                lock = null;
            }
        } finally {
            changing.unlock();
        }
    }

    private void startBroker() {
        KafkaConnection bootstrap = bootstrap();
        BrokerAccess.writeClientProperties(folder, bootstrap);
        Broker next = new Broker(
                folder.resolve("log"), bootstrap, new BrokerLogins(bootstrap.password(), guests), flushAlways);
        broker = next;
        next.start();
    }

    private void stopBroker() {
        if (broker != null) {
            broker.stop();
            broker = null;
        }
    }

    private void failed(String why) {
        if (!closed) {
            failure = "the embedded Kafka broker has failed: " + why;
        }
    }

    private Duration look() throws BrokerAway {
        checkSpace();
        String why = failure;
        if (why != null && !closed) {
            restart(why);
        }
        return WATCH_EVERY;
    }

    private void checkSpace() {
        long freeBytes = folder.toFile().getUsableSpace();
        String before = shortage;
        shortage = freeBytes >= freeBytesMin
                ? null
                : "the disk of " + folder + " has " + (freeBytes >> 20) + " MiB free, the log needs at least "
                        + (freeBytesMin >> 20) + " MiB";
        if ((before == null) != (shortage == null)) {
            LOG.atWarn().addKeyValue("free_bytes", freeBytes).log("space for the log changed");
        }
    }

    private void restart(String why) throws BrokerAway {
        if (attempts > 0 && shortage == null && restarted()) {
            LOG.atInfo().addKeyValue("attempt", attempts).log("broker restarted");
            attempts = 0;
            return;
        }
        if (++attempts > RESTARTS_MAX) {
            LOG.atError().addKeyValue("attempts", RESTARTS_MAX).log("broker given up");
            watch.close();
        }
        throw new BrokerAway(why);
    }

    private boolean restarted() {
        changing.lock();
        try {
            stopBroker();
            if (closed) {
                return false;
            }
            failure = null;
            startBroker();
            return failure == null;
        } catch (RuntimeException | InternalError e) { // the latter from a mapped file on a disk that is full
            failed(String.valueOf(e.getMessage()));
            return false;
        } finally {
            changing.unlock();
        }
    }

    private static final class BrokerAway extends Exception {
        BrokerAway(String why) {
            super(why);
        }
    }
}
