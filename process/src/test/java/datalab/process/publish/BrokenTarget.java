package datalab.process.publish;

import datalab.process.publish.BrokenOutputs.Killed;
import datalab.process.publish.BrokenOutputs.Plant;
import datalab.process.publish.BrokenOutputs.Surroundings;
import datalab.process.publish.walked.WalkedTarget;
import datalab.store.output.OutputFenced;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A real target as one publisher sees it: a write may be cut in two, stay under way, or be done against a rule. Owned by one
 * thread.
 */
final class BrokenTarget implements OutputTarget {
    /** By far more than versions differ in a walk. */
    private static final long TICK = 1_000_000_000L;

    private final WalkedTarget walked;
    private final OutputTarget target;
    private final Plant plant;
    private final Random random;
    private final Surroundings around;
    private final Supplier<@Nullable Long> version;

    /** @param version with which rows are written instead of their own; null for none */
    BrokenTarget(
            WalkedTarget walked, Plant plant, Random random, Surroundings around, Supplier<@Nullable Long> version) {
        this.walked = walked;
        this.target = walked.target();
        this.plant = plant;
        this.random = random;
        this.around = around;
        this.version = version;
    }

    @Override
    public void prepare(OutputTable table) {
        around.happen(); // the walk has made the table
    }

    @Override
    public OutputWriter open(OutputTable table) {
        around.happen();
        return new BrokenWriter(table, plant == Plant.OPEN_AFTER_READ ? null : target.open(table));
    }

    @Override
    public Duration lateMax() {
        return target.lateMax();
    }

    @Override
    public void check() {
        target.check();
    }

    @Override
    public void close() {
        // The walk's.
    }

    private final class BrokenWriter implements OutputWriter {
        private final OutputTable table;
        private @Nullable OutputWriter writer;
        /** A write of it is still under way. */
        private boolean isFlying;

        BrokenWriter(OutputTable table, @Nullable OutputWriter writer) {
            this.table = table;
            this.writer = writer;
        }

        /** In any order, in two parts, as where there are many; each may be the last that comes, or come at some other time. */
        @Override
        public List<RefusedRow> write(long own, List<OutputRow> rows) {
            Long other = version.get();
            long used = other == null ? own : other;
            List<OutputRow> shuffled = new ArrayList<>(rows);
            Collections.shuffle(shuffled, random);
            int cut = around.cut(rows.size());
            List<RefusedRow> refused = new ArrayList<>();
            for (List<OutputRow> part : List.of(shuffled.subList(0, cut), shuffled.subList(cut, rows.size()))) {
                if (!part.isEmpty()) {
                    around.happen();
                    if (around.isUnanswered()) {
                        isFlying = true;
                        around.fly(() -> late(used, part));
                        throw new Killed();
                    }
                    refused.addAll(written(used, part));
                }
            }
            around.happen();
            return refused;
        }

        private void late(long used, List<OutputRow> rows) {
            try {
                written(used, rows);
            } catch (OutputFenced fenced) {
                // as it should be
            } finally {
                isFlying = false;
                close();
            }
        }

        private List<RefusedRow> written(long used, List<OutputRow> rows) {
            OutputWriter open = writer;
            if (open == null) {
                open = target.open(table);
                writer = open;
            }
            long given = plant == Plant.NO_CONDITIONAL_WRITE ? used + TICK * around.ticks() : used;
            try {
                return open.write(given, rows);
            } catch (OutputFenced e) {
                if (plant != Plant.NO_FENCE) {
                    throw e;
                }
                open.close();
                writer = target.open(table);
                return writer.write(given, rows);
            } finally {
                if (plant == Plant.DELETE_WITHOUT_TOMBSTONE && rows.stream().anyMatch(OutputRow::isGone)) {
                    walked.forgetDeletions(table);
                }
            }
        }

        @Override
        public void close() {
            if (writer != null && !isFlying) {
                writer.close();
            }
        }
    }
}
