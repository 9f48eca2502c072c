package datalab.app;

import datalab.app.settings.Secrets;
import datalab.log.LogUnavailable;
import datalab.store.result.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the components of a process in order of dependency. One whose Kafka or PostgreSQL does not answer yet is tried
 * again every second, and what needs it waits; the others go on. Thread-safe.
 */
final class StartOrder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartOrder.class);
    private static final Duration TRY_EVERY = Duration.ofSeconds(1);

    private final List<Step> waiting = new ArrayList<>();
    private final Set<String> started = new HashSet<>();
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Consumer<RuntimeException> failed;

    private record Step(String name, List<String> needs, Runnable start) {}

    /** @param failed receives permanent failures that occur in the background, after the caller has returned */
    StartOrder(Consumer<RuntimeException> failed) {
        this.failed = failed;
    }

    /** Starts a part now or, if a server is not available yet, later. Throws permanent failures. */
    void start(String name, List<String> needs, Runnable start) {
        Step step = new Step(name, needs, start);
        if (!isStarted(step)) {
            await(step);
        }
    }

    /** Called once all parts are registered: the remaining ones are then started in the background. */
    synchronized void startPending() {
        if (!waiting.isEmpty()) {
            Thread.ofPlatform().daemon().name("datalab-start").start(this::run);
        }
    }

    /** Throws while any of these parts has not started; the message says what it waits for. */
    void check(Set<String> needed) {
        List<String> missing =
                steps().stream().map(Step::name).filter(needed::contains).toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("not started yet: " + String.join(", ", missing) + "; " + reason());
        }
    }

    synchronized boolean isComplete() {
        return waiting.isEmpty();
    }

    /** What is waited for; empty where nothing is. */
    synchronized String reason() {
        return String.join("; ", reasons.values());
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            while (!isComplete() && !closed.await(TRY_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                tryAll();
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("start interrupted");
        } catch (RuntimeException e) { // such as a lab that does not fit what the store has
            failed.accept(e);
        }
    }

    private void tryAll() {
        for (Step step : steps()) {
            if (closed.getCount() > 0 && isStarted(step)) {
                remove(step);
            }
        }
    }

    private synchronized void await(Step step) {
        waiting.add(step);
    }

    private synchronized List<Step> steps() {
        return List.copyOf(waiting);
    }

    private synchronized void remove(Step step) {
        waiting.remove(step);
        if (waiting.isEmpty()) {
            LOG.atInfo().log("all parts started");
        }
    }

    private boolean isStarted(Step step) {
        if (!hasStarted(step.needs())) {
            return false;
        }
        try {
            step.start().run();
            note(step.name(), null);
            return true;
        } catch (LogUnavailable | StoreUnavailable e) {
            note(step.name(), Secrets.hidden(String.valueOf(e.getMessage())));
            return false;
        }
    }

    private synchronized boolean hasStarted(List<String> names) {
        return started.containsAll(names);
    }

    /** Says once why a part waits. */
    private synchronized void note(String name, @Nullable String reason) {
        if (reason == null) {
            started.add(name);
            reasons.remove(name);
        } else if (reasons.put(name, reason) == null) {
            LOG.atWarn().addKeyValue("part", name).addKeyValue("reason", reason).log("waits for a server");
        }
    }
}
