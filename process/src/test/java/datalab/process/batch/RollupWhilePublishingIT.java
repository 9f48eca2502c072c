package datalab.process.batch;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.lab.view.CoarserView;
import datalab.lab.view.Rollup;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.yaml.LabFile;
import datalab.store.Store;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.ledger.Commit;
import datalab.store.postgres.PostgresStore;
import datalab.store.view.RollupQuery;
import datalab.store.view.RollupResult;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import datalab.testkit.TestStore;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows merged while batches publish both views that they are read from: in pages, each answer is what all events say. */
final class RollupWhilePublishingIT {
    private static final int EVENTS = 3_000;
    private static final int ROUNDS = 6;

    @RegisterExtension
    static final TestStore<PostgresStore> database = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final Store store = database.get();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicInteger answers = new AtomicInteger();
    private Lab lab;
    private ViewFold hourly;
    private ViewFold daily;

    @BeforeEach
    void fill() {
        if (!(LabFile.parse("merged", Path.of("."), """
                lab: merged
                streams: {events: {key: name, fields: {name: string, seq: integer}}}
                views:
                  hourly: {of: events, by: name, every: 1h, n: count, sum: sum(seq)}
                  daily: {of: events, by: name, every: 1d, n: count, sum: sum(seq)}
                """) instanceof LabFile.Valid(Lab parsed))) {
            throw new IllegalStateException("lab");
        }
        lab = parsed;
        EventStream events = Objects.requireNonNull(lab.streams().get("events"));
        hourly = new ViewFold(view("hourly"), events);
        daily = new ViewFold(view("daily"), events);
        store.prepare(lab);
        store.ledger().progress(events, 0);
        CommitBuilder step = CommitBuilder.of(events, 0, 0, EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            step.events(StoreLab.event(
                    events, new Coordinate(0, i), StoreLab.START.plus(Duration.ofMinutes(i)), "name " + i % 7, (long)
                            i));
        }
        assertThat(store.ledger().commit(step.folded(hourly).folded(daily).commit()))
                .isEqualTo(new Commit.Outcome.Done());
    }

    @Test
    void isWhatAllEventsSay() {
        List<String> expected = merged();
        assertThat(expected).hasSize(7).first().asString().contains("[429, ");
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            while (!isOver.get()) {
                assertThat(merged()).isEqualTo(expected);
                answers.incrementAndGet();
            }
        });
        for (int round = 0; round < ROUNDS; round++) {
            for (BatchKind kind : List.of(BatchKind.RECOMPUTE, BatchKind.COMPACT)) {
                publish(view("hourly"), kind);
                publish(view("daily"), kind);
            }
        }
        isOver.set(true);
        reader.join();

        assertThat(answers).hasValueGreaterThan(ROUNDS);
        assertThat(merged()).isEqualTo(expected);
    }

    /** All there is by name: most of it from the days, the ends from the hours. */
    private List<String> merged() {
        Rollup rollup = new Rollup(hourly, List.of("name"), null);
        ViewQuery rows = new ViewQuery(hourly, StoreLab.START, null, Map.of(), false, null, 3);
        ViewQuery wanted = new ViewQuery(rollup.fold(), null, null, Map.of(), false, null, 3);
        CoarserView days = CoarserView.of(hourly, daily).orElseThrow();
        RollupQuery question = new RollupQuery(rollup, rows, wanted, List.of(days));
        List<String> found = new ArrayList<>();
        while (true) {
            List<ViewRow> page = ((RollupResult.Merged) store.views().rollup(question))
                    .rows()
                    .rows();
            page.forEach(row -> found.add(row.key() + " " + hourly.present(row.partial())));
            if (page.size() < wanted.limit()) {
                return found;
            }
            question = question.following(page.getLast());
        }
    }

    private void publish(View view, BatchKind kind) {
        BatchRun run = store.batches()
                .claim(lab.name(), view.name(), kind, "test", Duration.ofMinutes(1))
                .orElseThrow();
        BatchWork.toItsEnd(store, lab, view, run);
    }

    private View view(String name) {
        return Objects.requireNonNull(lab.views().get(name));
    }
}
