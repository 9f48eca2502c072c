package datalab.ingest.mqtt.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what subscribers lost, and says so in the log once in a while. Thread-safe. */
public final class DroppedDeliveries {
    private static final Logger LOG = LoggerFactory.getLogger(DroppedDeliveries.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Counter counter;
    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong tellAt = new AtomicLong(System.nanoTime());

    public DroppedDeliveries(MeterRegistry meters) {
        this.counter = Counter.builder("datalab.ingest.mqtt.lost")
                .description("events that subscribers lost because they acknowledged or read too slowly")
                .register(meters);
    }

    /** One client lost one event. */
    public void add(String clientId) {
        counter.increment();
        untold.incrementAndGet();
        long now = System.nanoTime();
        long due = tellAt.get();
        if (now - due >= 0 && tellAt.compareAndSet(due, now + QUIET_NANOS)) {
            LOG.atWarn()
                    .addKeyValue("client", clientId)
                    .addKeyValue("events", untold.getAndSet(0))
                    .log("mqtt subscribers lose events because they read or acknowledge too slowly");
        }
    }
}
