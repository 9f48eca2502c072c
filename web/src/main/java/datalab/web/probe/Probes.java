package datalab.web.probe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The readiness checks and metrics of this process.
 *
 * @param ready by name, what must work before requests make sense; in the order in which people should read them
 * @param helpful by name, what this process can do without, if more slowly
 * @param metrics all metrics in Prometheus' text format
 */
public record Probes(Map<String, Check> ready, Map<String, Check> helpful, Supplier<String> metrics) {
    public Probes {
        ready = Collections.unmodifiableMap(new LinkedHashMap<>(ready));
        helpful = Collections.unmodifiableMap(new LinkedHashMap<>(helpful));
    }

    /** Of a process that can do without nothing. */
    public Probes(Map<String, Check> ready, Supplier<String> metrics) {
        this(ready, Map.of(), metrics);
    }

    /** Throws where the part would not work now; says why in the exception's message. */
    @FunctionalInterface
    public interface Check {
        void run() throws Exception;
    }
}
