package datalab.web;

import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.ViewFold;
import datalab.store.Snapshots;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.snapshot.EventSnapshot;
import datalab.store.snapshot.ViewSnapshot;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Snapshots whose events end with a fault.
 *
 * @param events how many come before it
 */
record CutSnapshots(Snapshots real, int events, RuntimeException fault) implements Snapshots {

    /** A store with such snapshots. */
    static Store of(Store real, int events, RuntimeException fault) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, given) -> {
                    if (method.getName().equals("snapshots")) {
                        return new CutSnapshots(real.snapshots(), events, fault);
                    }
                    try {
                        return method.invoke(real, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public <T> T events(EventStream stream, Duration max, Function<EventSnapshot, T> reading) {
        return real.events(stream, max, snapshot -> reading.apply(new Cut(snapshot, events, fault)));
    }

    @Override
    public <T> T rows(ViewFold declared, Duration max, Function<ViewSnapshot, T> reading) {
        return real.rows(declared, max, reading);
    }

    private record Cut(EventSnapshot real, int events, RuntimeException fault) implements EventSnapshot {
        @Override
        public Offsets below() {
            return real.below();
        }

        @Override
        public Optional<Instant> horizon() {
            return real.horizon();
        }

        @Override
        public void each(EventQuery query, Predicate<ArchivedEvent> each) {
            int[] left = {events};
            real.each(query, event -> {
                if (left[0]-- == 0) {
                    throw fault;
                }
                return each.test(event);
            });
        }

        @Override
        public OptionalLong estimate(EventQuery query) {
            return real.estimate(query);
        }
    }
}
