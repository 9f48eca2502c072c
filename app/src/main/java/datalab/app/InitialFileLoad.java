package datalab.app;

import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.lab.input.Input;
import datalab.lab.stream.EventStream;
import datalab.log.KafkaLog;
import datalab.store.Ledger;
import datalab.store.ledger.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Waits at the first start until the labs' files are loaded and visible, so that the first queries do not find an empty
 * lab. Large files go on loading behind it: it waits for a while and no longer.
 */
record InitialFileLoad(List<Lab> labs, RunningSources sources, KafkaLog log, Ledger ledger) {
    private static final Duration AT_MOST = Duration.ofSeconds(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    void await() {
        long end = System.nanoTime() + AT_MOST.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        try {
            if (!sources.awaitFirstTry(AT_MOST)) {
                return;
            }
            Map<EventStream, Offsets> loaded = ends();
            boolean ready = isProcessed(loaded);
            while (!ready && System.nanoTime() < end) {
                ready = never.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS) || isProcessed(loaded);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The current end offsets of the log: events that arrive later from other sources are not waited for. */
    private Map<EventStream, Offsets> ends() {
        return labs.stream()
                .flatMap(lab -> lab.streams().values().stream())
                .filter(stream -> stream.in().all().stream().anyMatch(Input::isLoadedOnce))
                .collect(Collectors.toMap(Function.identity(), stream -> log.ends(stream.topic())));
    }

    private boolean isProcessed(Map<EventStream, Offsets> ends) {
        return ends.entrySet().stream()
                .allMatch(stream ->
                        Progress.offsets(ledger.progress(stream.getKey())).covers(stream.getValue()));
    }
}
