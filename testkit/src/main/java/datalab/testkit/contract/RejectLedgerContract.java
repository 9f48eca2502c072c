package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Reject;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.StreamInputs;
import datalab.store.Store;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.Rejects;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store promises about rejects: nothing of them is lost, whatever was sent. */
public interface RejectLedgerContract {

    Store store();

    StoreLab lab();

    @Test
    default void givesBackARejectWithItsBytes() {
        StoreLab lab = lab();
        Reject reject = Rejects.reject(lab, 4);
        keep(lab.readings(), reject);

        Reject found = store().rejects().reject(reject.id()).orElseThrow();

        assertThat(found).usingRecursiveComparison().ignoringFields("detail").isEqualTo(reject);
        assertThat(found.detail()).startsWith("value is the string \"five").endsWith("expected a number");
        assertThat(store().rejects().reject("nowhere:0:0")).isEmpty();
    }

    @Test
    default void pagesThroughRejectsNewestFirst() {
        StoreLab lab = lab();
        Reject[] rejects = new Reject[10];
        for (int i = 0; i < rejects.length; i++) {
            rejects[i] = Rejects.reject(
                    lab.readings().topic() + ":0:" + i, lab.lab().name(), i % 5 == 0 ? "users" : "readings", i / 2);
        }
        keep(lab.readings(), rejects);

        List<String> all = pages(lab.lab().name(), 3);

        assertThat(all).hasSize(10).doesNotHaveDuplicates();
        assertThat(all.getFirst()).endsWith(":9");
        assertThat(all.getLast()).endsWith(":0");
        assertThat(store().rejects().rejectCounts(lab.lab().name()))
                .containsEntry("users", 2L)
                .containsEntry("readings", 8L);
    }

    /** The topic of rejects has progress of its own, without a table for events. */
    @Test
    default void keepsRejectsThatNoLabTakes() {
        String id = "datalab.rejects:0:" + UUID.randomUUID();
        EventStream door = new EventStream(
                "datalab" + UUID.randomUUID(),
                "rejects",
                null,
                null,
                ZoneOffset.UTC,
                List.of(),
                EventStream.Extra.KEEP,
                List.of(),
                StreamInputs.NONE,
                List.of());
        keep(
                door,
                Rejects.reject(id, null, null, 1_000_000),
                Rejects.reject(id + "x", "l", "s", 3),
                Rejects.reject(id + "y", "\u00e4".repeat(5_000), "\u0000", 4));

        List<Reject> found = store().rejects().rejects(null, null, 1);

        assertThat(found).extracting(Reject::id).containsExactly(id);
        assertThat(store().rejects().rejectCounts("l")).containsEntry("s", 1L);
    }

    @Test
    default void notesThatARejectWasSentAgain() {
        StoreLab lab = lab();
        Reject reject = Rejects.reject(lab, 4);
        keep(lab.readings(), reject);

        store().rejects().markRetried(reject.id(), StoreLab.START);

        assertThat(store().rejects().reject(reject.id()).orElseThrow().retriedAt())
                .isEqualTo(StoreLab.START);
        assertThat(store().rejects().rejects(lab.lab().name(), null, 10)).hasSize(1);
    }

    /** By when they were kept: these arrived a long time ago. */
    @Test
    default void deletesWhatWasKeptBeforeATimeInPages() {
        StoreLab lab = lab();
        String name = lab.lab().name();
        Instant before = Instant.now().minus(Duration.ofMinutes(1));
        keep(lab.readings(), Rejects.reject(lab, 0), Rejects.reject(lab, 1), Rejects.reject(lab, 2));

        assertThat(store().rejects().deleteKeptBefore(before, 10)).isZero();
        assertThat(store().rejects().rejects(name, null, 10)).hasSize(3);

        Instant after = Instant.now().plus(Duration.ofMinutes(1));
        assertThat(store().rejects().deleteKeptBefore(after, 2)).isEqualTo(2);
        while (store().rejects().deleteKeptBefore(after, 100) > 0) {} // of other tests, too
        assertThat(store().rejects().rejects(name, null, 10)).isEmpty();
        assertThat(store().rejects().rejectCounts(name)).containsEntry("readings", 3L); // that there were
        store().rejects().markRetried(Rejects.reject(lab, 0).id(), StoreLab.START); // a retry that was under way
    }

    private void keep(EventStream stream, Reject... rejects) {
        store().ledger().progress(stream, 0);
        store().ledger()
                .commit(CommitBuilder.of(stream, 0, 0, rejects.length)
                        .rejects(rejects)
                        .commit());
    }

    private List<String> pages(String lab, int limit) {
        List<String> all = new ArrayList<>();
        @Nullable String before = null;
        while (true) {
            List<Reject> page = store().rejects().rejects(lab, before, limit);
            page.forEach(reject -> all.add(reject.id()));
            if (page.size() < limit) {
                return all;
            }
            before = page.getLast().id();
        }
    }
}
