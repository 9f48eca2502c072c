package datalab.ingest.broker;

import datalab.ingest.door.IngestResult.Busy;
import datalab.mqtt.BrokerMessage;
import datalab.mqtt.BrokerSession;
import datalab.mqtt.BrokerUnavailable;
import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps up the session of one stream at one broker: connects for ever, with rests in between, and takes what comes into the
 * log. A thread of its own does so; any thread asks how it is.
 */
final class BrokerSubscriber {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerSubscriber.class);
    private static final Backoff RECONNECT = Backoff.of(Duration.ofMillis(500), Duration.ofSeconds(5));
    /** After a broker has said no: it will hardly say yes soon, and counts who tries. */
    private static final Duration REFUSED_REST = Duration.ofSeconds(30);
    /** How long a connection must hold until the next rest is a short one again. */
    private static final Duration STABLE = Duration.ofSeconds(5);

    private static final Duration LISTEN = Duration.ofMillis(100);
    private static final Duration LOG_REST_MIN = Duration.ofMillis(250);
    private static final Duration LOG_REST_MAX = Duration.ofSeconds(5);
    private static final Duration SETTLE_MAX = Duration.ofSeconds(1);
    private static final Duration END_MAX = Duration.ofSeconds(2);

    private final BrokerPlace place;
    private final WantedSubscriptions wanted;
    private final KnownFilters known;
    private final BrokerInbox inbox;
    private final CircuitBreaker breaker;
    private final SupervisedLoop loop;
    private final BrokerSession session;
    private final CountDownLatch tried = new CountDownLatch(1);
    private volatile String waitsFor = "not connected yet";
    private @Nullable Thread thread;

    BrokerSubscriber(
            BrokerPlace place,
            WantedSubscriptions wanted,
            KnownFilters known,
            BrokerInbox inbox,
            MeterRegistry meters) {
        this.place = place;
        this.wanted = wanted;
        this.known = known;
        this.inbox = inbox;
        this.breaker = new CircuitBreaker("broker", place.name(), RECONNECT, meters);
        this.loop = new SupervisedLoop(breaker, this::round, this::failed);
        this.session = place.session();
    }

    synchronized void start() {
        thread = Thread.ofVirtual().name("datalab-broker " + place.name()).start(this::run);
    }

    /** Waits until it was tried to connect for the first time. */
    void awaitFirstTry(Duration atMost) {
        try {
            tried.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why messages do not come; empty while they do. */
    Optional<String> waitsFor() {
        return Optional.of(waitsFor).filter(reason -> !reason.isEmpty());
    }

    /** Takes no more messages. */
    void stop() {
        loop.close();
        inbox.close();
    }

    /** Waits until it has disconnected. */
    synchronized void awaitEnd(Duration atMost) {
        try {
            if (thread != null) {
                thread.join(atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The stream and the broker. */
    @Override
    public String toString() {
        return place.name();
    }

    private void run() {
        try {
            loop.run();
            inbox.settle(END_MAX); // what the log has by then is acknowledged, and does not come again
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            session.close();
        }
    }

    private Duration round() throws InterruptedException {
        drain();
        connect();
        long since = System.nanoTime();
        boolean isStable = false;
        while (!loop.isClosed() && session.end().isEmpty()) {
            takeNext();
            if (!isStable && System.nanoTime() - since > STABLE.toNanos()) {
                isStable = true;
                breaker.passed();
            }
        }
        Optional<BrokerUnavailable> end = session.end();
        if (!loop.isClosed() && end.isPresent()) {
            throw end.get();
        }
        return Duration.ZERO;
    }

    private void connect() {
        boolean isTakenUp = session.connect();
        session.unsubscribe(known.unwanted(wanted.filters()));
        session.subscribe(wanted.all());
        known.set(wanted.filters());
        waitsFor = "";
        tried.countDown();
        LOG.atInfo()
                .addKeyValue("stream", place.name())
                .addKeyValue("session", isTakenUp ? "taken up" : "new")
                .log("subscribed to mqtt broker");
    }

    private void takeNext() throws InterruptedException {
        Optional<BrokerMessage> message = session.receive(LISTEN);
        message.ifPresent(inbox::take);
        awaitLog();
    }

    /** Takes what came with the connection before, so that none of it is held back when the broker sends it again. */
    private void drain() throws InterruptedException {
        Optional<BrokerMessage> message = session.receive(Duration.ZERO);
        while (message.isPresent() && !loop.isClosed()) {
            inbox.take(message.get());
            awaitLog();
            message = session.receive(Duration.ZERO);
        }
        awaitLog();
    }

    /** Rests while the log does not take messages, and sends them again, before any others. */
    private void awaitLog() throws InterruptedException {
        Busy busy = inbox.reason();
        Duration rest = LOG_REST_MIN;
        if (busy != null) {
            LOG.atWarn()
                    .addKeyValue("stream", place.name())
                    .addKeyValue("reason", busy.detail())
                    .log("messages of mqtt broker wait for the log");
        }
        while (busy != null && !loop.isClosedWithin(rest)) {
            if (inbox.settle(SETTLE_MAX)) {
                inbox.sendAgain();
                inbox.settle(SETTLE_MAX);
            }
            rest = rest.multipliedBy(2).compareTo(LOG_REST_MAX) < 0 ? rest.multipliedBy(2) : LOG_REST_MAX;
            busy = inbox.reason();
        }
    }

    private void failed(Throwable failure) {
        String reason = String.valueOf(failure.getMessage());
        if (!reason.equals(waitsFor)) {
            LOG.atInfo()
                    .addKeyValue("stream", place.name())
                    .addKeyValue("reason", reason)
                    .log("mqtt broker waits");
        }
        waitsFor = reason;
        tried.countDown();
        if (failure instanceof BrokerUnavailable broker && broker.isRefusal()) {
            rest();
        }
    }

    private void rest() {
        try {
            loop.isClosedWithin(REFUSED_REST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
