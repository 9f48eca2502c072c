package datalab.web;

import datalab.lab.Lab;
import datalab.lab.event.Event;
import datalab.lab.event.Reject;
import datalab.lab.geo.NearestPositions;
import datalab.lab.geo.PlaceAndTime;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.Archive;
import datalab.store.Ledger;
import datalab.store.LoadedFileLedger;
import datalab.store.NearSearch;
import datalab.store.RejectLedger;
import datalab.store.Store;
import datalab.store.Views;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.EventQuery.Position;
import datalab.store.batch.BatchStore;
import datalab.store.ledger.GeneratedNumbers;
import datalab.store.ledger.LogIdentityStore;
import datalab.store.ledger.Progress;
import datalab.store.near.NearCenter;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.store.result.BoundedRows;
import datalab.store.result.StoreUnavailable;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewReader;
import datalab.store.view.ViewRow;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The reading side of a store, over lists. Counts questions, and can be told to fail. */
public final class MemoryStore implements Store, NearSearch, RejectLedger {
    public final List<ArchivedEvent> events = new CopyOnWriteArrayList<>();
    final List<Reject> rejects = new CopyOnWriteArrayList<>();
    final AtomicInteger questions = new AtomicInteger();
    final Set<String> removedViews = ConcurrentHashMap.newKeySet();
    volatile @Nullable RuntimeException trouble;
    volatile Function<ViewFold, Optional<ViewFold>> served = Optional::of;

    static RuntimeException away() {
        return new StoreUnavailable("connection refused", new IllegalStateException());
    }

    @Override
    public Ledger ledger() {
        return Stub.of(Ledger.class, this);
    }

    @Override
    public Views views() {
        return Stub.of(Views.class, this);
    }

    @Override
    public Archive archive() {
        return Stub.of(Archive.class, this);
    }

    public Optional<NearSearch> nearSearch() {
        return Optional.of(this);
    }

    @Override
    public RejectLedger rejects() {
        return this;
    }

    @Override
    public LoadedFileLedger loadedFiles() {
        throw unused();
    }

    public BoundedRows<ArchivedEvent> page(EventQuery query) {
        asked();
        Comparator<ArchivedEvent> byPlace = Comparator.comparing(
                        (ArchivedEvent one) -> one.event().time())
                .thenComparing(one -> one.event().at());
        List<ArchivedEvent> found = events.stream()
                .filter(one -> query.from() == null || !one.event().time().isBefore(query.from()))
                .filter(one -> query.to() == null || one.event().time().isBefore(query.to()))
                .filter(one -> matches(query, one))
                .sorted(query.descending() ? byPlace.reversed() : byPlace)
                .filter(one -> isAfter(query, one))
                .limit(query.limit())
                .toList();
        return new BoundedRows<>(found, false);
    }

    @Override
    public BoundedRows<NearEvent> page(NearQuery query) {
        asked();
        NearestPositions nearest = new NearestPositions(
                query.around().stream().map(NearCenter::place).toList());
        List<NearEvent> near = new ArrayList<>();
        for (ArchivedEvent one : events) {
            NearestPositions.Found found = nearest(query, nearest, one.event());
            if (found != null) {
                near.add(new NearEvent(one, found.place(), found.metres()));
            }
        }
        near.sort(Comparator.comparing(one -> Position.of(one.event().event())));
        return new BoundedRows<>(near.subList(0, Math.min(near.size(), query.limit())), false);
    }

    private static NearestPositions.@Nullable Found nearest(NearQuery query, NearestPositions nearest, Event event) {
        boolean wanted = (query.after() == null || Position.of(event).compareTo(query.after()) > 0)
                && query.equal().entrySet().stream().allMatch(field -> isValue(event, field))
                && query.except().entrySet().stream().noneMatch(field -> isValue(event, field));
        EventStream stream = query.stream();
        datalab.lab.stream.PositionFields position = Objects.requireNonNull(stream.position());
        return wanted
                        && event.value(stream.indexOf(position.latitude())) instanceof Double latitude
                        && event.value(stream.indexOf(position.longitude())) instanceof Double longitude
                ? nearest.within(query.metres(), latitude, longitude, PlaceAndTime.micros(event.time()))
                : null;
    }

    private static boolean isValue(Event event, Map.Entry<String, Object> field) {
        return field.getValue().equals(event.value(event.stream().indexOf(field.getKey())));
    }

    public BoundedRows<ViewRow> page(ViewQuery query) {
        asked();
        return new BoundedRows<>(List.of(), false);
    }

    public Partial total(ViewQuery query) {
        asked();
        return query.fold().empty();
    }

    public List<ViewRow> viewRows(ViewFold fold, Collection<RowKey> keys) {
        return List.of();
    }

    public List<Progress> progress(EventStream stream) {
        asked();
        return List.of(new Progress(0, events.size(), 0, events.size(), 0, 2, null));
    }

    @Override
    public List<Reject> rejects(@Nullable String lab, @Nullable String before, int limit) {
        asked();
        List<Reject> newestFirst = new ArrayList<>(rejects.reversed());
        newestFirst.removeIf(one -> !Objects.equals(one.lab(), lab));
        int from = 0;
        for (int i = 0; i < newestFirst.size(); i++) {
            from = newestFirst.get(i).id().equals(before) ? i + 1 : from;
        }
        return newestFirst.subList(from, Math.min(newestFirst.size(), from + limit));
    }

    @Override
    public Optional<Reject> reject(String id) {
        return rejects.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    @Override
    public Map<String, Long> rejectCounts(String lab) {
        return Map.of("readings", (long) rejects.size());
    }

    @Override
    public void markRetried(String rejectId, Instant at) {
        rejects.replaceAll(one -> one.id().equals(rejectId) ? retried(one, at) : one);
    }

    @Override
    public void prepare(Lab lab) {
        throw unused();
    }

    public boolean drop(String lab, String view) {
        asked();
        return removedViews.remove(lab + "." + view);
    }

    public Optional<ViewFold> served(ViewFold declared) {
        return served.apply(declared);
    }

    public <T> T snapshot(Function<ViewReader, T> reading) {
        return reading.apply(views());
    }

    /** Nothing is batched here; whoever asks what was is told nothing. */
    @Override
    public LogIdentityStore logIdentities() {
        throw new UnsupportedOperationException("nobody reads a log here");
    }

    @Override
    public BatchStore batches() {
        return (BatchStore) Proxy.newProxyInstance(
                BatchStore.class.getClassLoader(), new Class<?>[] {BatchStore.class}, (batches, method, arguments) -> {
                    if (method.getReturnType() == List.class) {
                        return List.of();
                    }
                    throw unused();
                });
    }

    @Override
    public GeneratedNumbers numbers() {
        throw unused();
    }

    @Override
    public void check() {
        asked();
    }

    @Override
    public void close() {}

    private void asked() {
        questions.incrementAndGet();
        if (trouble != null) {
            throw trouble;
        }
    }

    private static boolean matches(EventQuery query, ArchivedEvent one) {
        return query.equal().entrySet().stream()
                .allMatch(field ->
                        field.getValue().equals(one.event().value(query.stream().indexOf(field.getKey()))));
    }

    private static boolean isAfter(EventQuery query, ArchivedEvent one) {
        EventQuery.Position after = query.after();
        if (after == null) {
            return true;
        }
        int order = Position.of(one.event()).compareTo(after);
        return query.descending() ? order < 0 : order > 0;
    }

    private static Reject retried(Reject one, Instant at) {
        return new Reject(
                one.id(),
                one.lab(),
                one.stream(),
                one.source(),
                one.reason(),
                one.field(),
                one.detail(),
                one.payload(),
                one.payloadBytes(),
                one.arrived(),
                at);
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("the way out does not call this");
    }
}
