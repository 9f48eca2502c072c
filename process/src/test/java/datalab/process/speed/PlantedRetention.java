package datalab.process.speed;

import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.postgres.PostgresSettings;
import datalab.store.Store;
import datalab.store.batch.BatchKind;
import datalab.store.batch.BatchRun;
import datalab.store.batch.BatchStore;
import datalab.store.batch.CopyRange;
import datalab.store.batch.EpochCut;
import datalab.store.batch.Generation;
import datalab.store.retention.Retained;
import datalab.store.view.ViewLayer;
import datalab.store.view.ViewQuery;
import datalab.testkit.Sql;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Retention of a stream and its batches, of which a rule may be left out on purpose.
 *
 * @param cuts up to where the first generation of a definition goes, noted here: what comes after that is counted, however old
 */
record PlantedRetention(Store store, PostgresSettings settings, Plant plant, Map<View, Offsets> cuts) {

    PlantedRetention(Store store, PostgresSettings settings, Plant plant) {
        this(store, settings, plant, new HashMap<>());
    }

    /** Rules that can be left out. */
    enum Plant {
        NONE,
        /** Events are dropped before the horizon is raised. */
        DROP_FIRST,
        /** A recompute folds all rows, whatever may be dropped of them. */
        FOLD_KEEPS_OLD,
        /** A recompute copies what the served generation holds, and not what the speed layer has added. */
        COPY_GENERATION_ONLY,
        /** A recompute copies what came after its cut, too. */
        COPY_BEYOND_CUT,
        /** Where the horizon has risen meanwhile, no more is copied. */
        COPY_NOT_AGAIN,
        /** A verification compares rows of which events are dropped. */
        VERIFY_ALL
    }

    /** Raises the horizon, then drops events in small pages; {@code between} may end it anywhere. */
    void run(EventStream stream, Instant horizon, int pageEvents, Runnable between) {
        between.run();
        if (plant == Plant.DROP_FIRST) {
            dropUnraised(stream, horizon, pageEvents, between);
        }
        store.horizons().raise(Retained.of(stream), horizon);
        between.run();
        while (store.archive().writer().drop(stream, pageEvents) > 0) {
            between.run();
        }
    }

    private void dropUnraised(EventStream stream, Instant before, int pageEvents, Runnable between) {
        String sql = """
                with dropped as (
                    delete from %1$s.%2$s where ctid = any(array(
                        select ctid from %1$s.%2$s where _time < '%3$s' limit %4$s)) returning 1)
                select count(*) from dropped
                """.formatted(stream.lab().replace('-', '_'), stream.name(), before, pageEvents);
        while (!"0".equals(Sql.query(settings, sql))) {
            between.run();
        }
    }

    /** For a batch of a kind. */
    BatchStore batches(BatchKind kind, Runnable between) {
        return new PlantedCopies(kind, between);
    }

    /** Batches that copy in small pages, with something between any two of their steps. */
    private final class PlantedCopies extends BrokenBatches {
        private final BatchKind kind;
        private final Runnable between;
        private Offsets below = Offsets.NONE;

        PlantedCopies(BatchKind kind, Runnable between) {
            super(store, BrokenStore.Plant.NONE, moment -> between.run());
            this.kind = kind;
            this.between = between;
        }

        @Override
        public EpochCut cut(BatchRun run, EventStream stream) {
            EpochCut cut = super.cut(run, stream);
            below = cut.below();
            return cut;
        }

        @Override
        public Optional<Instant> horizon(EventStream stream) {
            between.run();
            boolean foldsAll = plant == Plant.FOLD_KEEPS_OLD && kind == BatchKind.RECOMPUTE;
            return foldsAll ? Optional.empty() : super.horizon(stream);
        }

        @Override
        public Optional<Copied> copy(BatchRun run, ViewFold fold, Generation generation, CopyRange range) {
            between.run();
            Generation of = plant == Plant.COPY_BEYOND_CUT
                    ? new Generation(generation.number(), Long.MAX_VALUE, generation.from())
                    : generation;
            Optional<Copied> page = plant == Plant.COPY_GENERATION_ONLY
                    ? copyBatchLayer(run, fold, generation, range)
                    : super.copy(run, fold, of, new CopyRange(range.from(), range.until(), range.after(), 2));
            between.run();
            return page;
        }

        private Optional<Copied> copyBatchLayer(BatchRun run, ViewFold fold, Generation generation, CopyRange range) {
            ViewQuery query = new ViewQuery(fold, range.from(), range.until(), Map.of(), false, null, 1_000)
                    .withLayer(ViewLayer.BATCH);
            Map<RowKey, Partial> rows = new HashMap<>();
            store.views().viewRows(query).forEach(row -> rows.put(row.key(), row.partial()));
            append(run, fold, generation.number(), rows);
            return Optional.empty();
        }

        @Override
        public int discard(BatchRun run, ViewFold fold, Generation generation, Instant until, int limit) {
            between.run();
            return super.discard(run, fold, generation, until, 2);
        }

        @Override
        public Optional<Instant> publish(BatchRun run, EventStream stream, ViewFold fold, Generation generation) {
            boolean ignores = plant == Plant.COPY_NOT_AGAIN || plant == Plant.FOLD_KEEPS_OLD;
            Instant from = ignores ? store.batches().horizon(stream).orElse(null) : generation.from();
            boolean isFirst = !isServed(fold);
            try {
                return super.publish(run, stream, fold, new Generation(generation.number(), generation.epoch(), from));
            } finally {
                if (isFirst && isServed(fold)) {
                    cuts.put(fold.view(), below);
                }
            }
        }

        @Override
        public List<Compared> compare(ViewFold fold, Generation generation, @Nullable RowKey after, int limit) {
            Instant from = plant == Plant.VERIFY_ALL ? null : generation.from();
            return super.compare(fold, new Generation(generation.number(), generation.epoch(), from), after, limit);
        }
    }
}
