package datalab.app;

import datalab.app.source.Sources;
import datalab.ingest.ConfiguredSource;
import datalab.ingest.FileLoadState;
import datalab.ingest.Source;
import datalab.ingest.SourceContext;
import datalab.ingest.SourceType;
import datalab.web.probe.Probes.Check;
import datalab.web.rest.LabFileStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The running sources of this process by name, and their status for web, which must not depend on ingest. Thread-safe.
 *
 * @param all in the order in which they start
 */
record RunningSources(Map<String, Source> all) implements Function<String, List<LabFileStatus>> {

    static RunningSources of(Map<String, ConfiguredSource> configured, SourceContext context) {
        Map<String, Source> all = new LinkedHashMap<>();
        configured.forEach((name, source) -> all.put(name, source.make(context)));
        return new RunningSources(all);
    }

    /**
     * The readiness checks of the sources, by name.
     *
     * @param needed those that this process cannot work without, or the others
     */
    Map<String, Check> checks(boolean needed) {
        Map<String, Check> checks = new LinkedHashMap<>();
        all.forEach((name, source) -> {
            if (source.isChecked() && source.isNeeded() == needed) {
                checks.put(name, source::check);
            }
        });
        return checks;
    }

    /** The addresses of listening sources, and of servers that sources take from, by display name. */
    Map<String, String> addresses(String host) {
        Map<String, String> addresses = new LinkedHashMap<>();
        for (SourceType type : Sources.ALL) {
            Source source = all.get(type.name());
            if (source != null && source.port() >= 0) {
                addresses.put(
                        type.title(),
                        type.name() + (source.isEncrypted() ? "s" : "") + "://" + host + ":" + source.port());
            }
            if (source != null) {
                addresses.putAll(source.addresses(host));
            }
        }
        return addresses;
    }

    /** The load states of a stream's files, by its topic. */
    @Override
    public List<LabFileStatus> apply(String topic) {
        return all.values().stream()
                .flatMap(source -> source.files().stream())
                .filter(file -> file.topic().equals(topic))
                .map(RunningSources::status)
                .toList();
    }

    /** Where a source listens; -1 where it does not, or where there is no such source. */
    int port(String name) {
        Source source = all.get(name);
        return source == null ? -1 : source.port();
    }

    /** Waits until each of the labs' files has been tried once; false if it takes longer. */
    boolean awaitFirstTry(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (Source source : all.values()) {
            if (!source.awaitFirstTry(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    private static LabFileStatus status(FileLoadState file) {
        return new LabFileStatus(file.name(), file.kind().name().toLowerCase(Locale.ROOT), file.detail());
    }
}
