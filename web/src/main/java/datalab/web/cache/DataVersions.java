package datalab.web.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.store.Ledger;
import datalab.store.Store;
import datalab.store.batch.BatchStore;
import datalab.store.ledger.Progress;
import datalab.store.retention.Horizons;
import datalab.store.retention.Retained;
import datalab.store.view.ViewStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Versions of streams and views: a text that is another one after each commit, batch, changed definition and raised horizon.
 * Compaction changes none, as it changes no row. Asked while endpoints are made, by one thread; what it answers is thread-safe.
 */
public final class DataVersions {
    private final Ledger ledger;
    private final BatchStore batches;
    private final Horizons horizons;
    private final Ticker ticker;
    private final Map<String, SourceVersion> known = new HashMap<>();

    public DataVersions(Store store, Ticker ticker) {
        this.ledger = store.ledger();
        this.batches = store.batches();
        this.horizons = store.horizons();
        this.ticker = ticker;
    }

    /** Of answers that are made from some streams. */
    public Supplier<String> ofStreams(Collection<EventStream> streams) {
        return together(streams.stream().map(this::stream).distinct().toList());
    }

    /** Of answers that are made from some views of a lab. */
    public Supplier<String> ofViews(Lab lab, Collection<View> views) {
        Set<SourceVersion> all = new LinkedHashSet<>();
        views.forEach(view -> all.add(stream(lab.streamOf(view))));
        all.add(known.computeIfAbsent(
                "views of " + lab.name(), same -> new SourceVersion(() -> viewsText(lab), ticker)));
        return together(List.copyOf(all));
    }

    private SourceVersion stream(EventStream stream) {
        return known.computeIfAbsent(stream.topic(), same -> new SourceVersion(() -> streamText(stream), ticker));
    }

    private String streamText(EventStream stream) {
        return progressText(ledger.progress(stream)) + " "
                + horizons.horizon(Retained.of(stream)).map(Instant::toString).orElse("");
    }

    private String viewsText(Lab lab) {
        Map<Retained, Instant> now = horizons.ofLab(lab.name());
        return text(batches.viewStatuses(lab))
                + lab.views().values().stream()
                        .map(Retained::of)
                        .filter(now::containsKey)
                        .map(view -> " " + view.name() + ">" + now.get(view))
                        .sorted()
                        .collect(Collectors.joining());
    }

    private static Supplier<String> together(List<SourceVersion> all) {
        return () -> {
            StringBuilder text = new StringBuilder();
            for (SourceVersion one : all) {
                String now = one.now();
                if (now.isEmpty()) {
                    return "";
                }
                text.append(now).append('\n');
            }
            return text.toString();
        };
    }

    /** The topic's id tells the log of a lab that was dropped from that of its successor, and one DataLab's from another's. */
    private static String progressText(List<Progress> partitions) {
        return "progress"
                + partitions.stream()
                        .sorted(Comparator.comparingInt(Progress::partition))
                        .map(one -> " " + one.partition() + "=" + one.nextOffset() + "/"
                                + one.log().number() + "/" + one.log().id())
                        .collect(Collectors.joining());
    }

    private static String text(List<ViewStatus> views) {
        return "views"
                + views.stream()
                        .sorted(Comparator.comparing(ViewStatus::view))
                        .map(one ->
                                " " + one.view() + "=" + one.generation() + "/" + one.published() + "/" + one.served())
                        .collect(Collectors.joining());
    }
}
