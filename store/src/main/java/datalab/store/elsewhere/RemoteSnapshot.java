package datalab.store.elsewhere;

import datalab.lab.event.Offsets;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.elsewhere.ArchiveLedger.Counted;
import datalab.store.result.BoundedRows;
import datalab.store.result.StoreUnavailable;
import datalab.store.snapshot.EventSnapshot;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * What counted at one moment of an archive on another server, read page by page. Events below that progress stay as they are, but
 * their flags may be amended meanwhile, and where old ones are dropped before they are read the reading fails.
 */
final class RemoteSnapshot implements EventSnapshot {
    private static final int PAGE_ROWS = 1_000;

    private final RemoteArchive archive;
    private final Counted counted;

    RemoteSnapshot(RemoteArchive archive, Counted counted) {
        this.archive = archive;
        this.counted = counted;
    }

    @Override
    public Offsets below() {
        return counted.below();
    }

    @Override
    public Optional<Instant> horizon() {
        return Optional.ofNullable(counted.horizon());
    }

    @Override
    public boolean canRead(EventQuery query) {
        return query.isPlain();
    }

    @Override
    public void each(EventQuery query, Predicate<ArchivedEvent> each) {
        EventQuery next = query.withLimit(PAGE_ROWS);
        while (true) {
            BoundedRows<ArchivedEvent> page = archive.page(next, counted);
            requireUndropped(next);
            boolean isEnough = !page.rows().stream().allMatch(each);
            if (isEnough || (page.rows().size() < PAGE_ROWS && !page.isCut())) {
                return;
            }
            next = next.following(page.rows().getLast().event());
        }
    }

    @Override
    public OptionalLong estimate(EventQuery query) {
        return OptionalLong.empty();
    }

    /** What lies between the horizon of then and that of now may have been dropped before the page was read. */
    private void requireUndropped(EventQuery page) {
        Instant now = archive.stream().retain() == null ? counted.horizon() : archive.horizon();
        if (!Objects.equals(now, counted.horizon()) && now != null && reachesBefore(page, now)) {
            throw StoreUnavailable.ofArchive("events were dropped while they were read", null);
        }
    }

    private static boolean reachesBefore(EventQuery page, Instant time) {
        if (page.descending() || page.after() == null) {
            return page.from() == null || page.from().isBefore(time);
        }
        return page.after().time().isBefore(time);
    }
}
