package datalab.web.probe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs all checks at once and says which fail. A check that does not end in time has failed. Thread-safe. */
public final class Readiness {
    private static final Duration CHECK_MAX = Duration.ofSeconds(3);
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Probes.Check> checks;
    private final Set<String> helpful;

    public Readiness(Map<String, Probes.Check> checks) {
        this(checks, Map.of());
    }

    /** @param helpful checks that make nothing unready where they fail */
    public Readiness(Map<String, Probes.Check> checks, Map<String, Probes.Check> helpful) {
        this.checks = new LinkedHashMap<>(checks);
        this.checks.putAll(helpful);
        this.helpful = Set.copyOf(helpful.keySet());
    }

    /**
     * What was found.
     *
     * @param faults by check: why it failed, or null
     * @param helpful the checks that make nothing unready
     */
    public record Report(Map<String, @Nullable String> faults, Set<String> helpful) {
        public boolean isReady() {
            return faults.entrySet().stream()
                    .allMatch(check -> check.getValue() == null || helpful.contains(check.getKey()));
        }

        private String status() {
            boolean isWell = faults.values().stream().allMatch(fault -> fault == null);
            return isWell ? "ready" : isReady() ? "degraded" : "not ready";
        }

        byte[] json() {
            ByteArrayOutputStream out = new ByteArrayOutputStream(256);
            try (JsonGenerator json = JSON.createGenerator(out)) {
                json.writeStartObject();
                json.writeStringField("status", status());
                json.writeObjectFieldStart("checks");
                for (Map.Entry<String, @Nullable String> check : faults.entrySet()) {
                    json.writeObjectFieldStart(check.getKey());
                    json.writeBooleanField("ok", check.getValue() == null);
                    json.writeStringField("detail", check.getValue());
                    json.writeEndObject();
                }
                json.writeEndObject();
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // in-memory streams do not throw
            }
            return out.toByteArray();
        }
    }

    /** Returns within a few seconds. */
    public Report report() {
        Map<String, FutureTask<Void>> running = new LinkedHashMap<>();
        checks.forEach((name, check) -> running.put(name, started(check)));
        long deadline = System.nanoTime() + CHECK_MAX.toNanos();
        Map<String, @Nullable String> faults = new LinkedHashMap<>();
        running.forEach((name, task) -> faults.put(name, fault(task, deadline)));
        return new Report(faults, helpful);
    }

    private static FutureTask<Void> started(Probes.Check check) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            check.run();
            return null;
        });
        Thread.ofVirtual().name("ready").start(task);
        return task;
    }

    private static @Nullable String fault(FutureTask<Void> task, long deadline) {
        try {
            task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return null;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        } catch (TimeoutException e) {
            task.cancel(true);
            return "no answer within " + CHECK_MAX.toSeconds() + " s";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
