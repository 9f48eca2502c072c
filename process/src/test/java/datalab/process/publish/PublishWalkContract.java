package datalab.process.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import datalab.lab.Lab;
import datalab.lab.output.OutputColumns;
import datalab.lab.yaml.LabFile;
import datalab.process.publish.BrokenOutputs.Plant;
import datalab.process.publish.walked.WalkedTarget;
import datalab.process.publish.walked.WalkedTarget.Guard;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An output equals its view when all is quiet, and no row of it ever goes back, under failures of publishers and of the
 * ledger's server; and the walk that shows it can see. For each kind of target.
 */
interface PublishWalkContract {
    /** Of the long form: {@code bench/long output-walk}. */
    int WALKS = Integer.getInteger("datalab.walks", 1);

    int STEPS = Integer.getInteger("datalab.walk.steps", 120);
    int SEED = Integer.getInteger("datalab.walk.seed", 0);
    int PLANTED_WALKS_MAX = 40;
    AtomicInteger LABS = new AtomicInteger();

    /** Rules of all kinds that the walk finds when they are left out. */
    List<Plant> OF_ALL = List.of(
            Plant.PUBLISHED_BEFORE_WRITTEN,
            Plant.KEYS_NOT_NOTED,
            Plant.WHOLE_RUN_DELETES_NOTHING,
            Plant.WRITE_BEFORE_DURABLE);

    List<Plant> OF_FENCE = List.of(Plant.NO_FENCE, Plant.OPEN_AFTER_READ);
    List<Plant> OF_VERSIONS =
            List.of(Plant.VERSION_AFTER_READ, Plant.NO_CONDITIONAL_WRITE, Plant.DELETE_WITHOUT_TOMBSTONE);

    /** Walks that have found what few walks find: they come first, so that the short form is short. */
    Map<Plant, Integer> SOONEST = Map.of(
            Plant.WRITE_BEFORE_DURABLE, 1,
            Plant.VERSION_AFTER_READ, 3,
            Plant.MARK_NOT_NOTED, 2,
            Plant.MARK_BEFORE_WRITTEN, 12,
            Plant.AGAIN_FORGOTTEN, 2,
            Plant.EVENTS_NOT_SUMMED, 14,
            Plant.SUMMED_AGAIN_AFTER_CRASH, 28,
            Plant.WRITE_WHILE_BEHIND, 4);

    WalkedLedger ledger();

    WalkedTarget walked();

    /** Those that are left out in turn. */
    default Stream<Plant> plants() {
        return switch (walked().guard()) {
            case FENCE -> Stream.concat(OF_ALL.stream(), OF_FENCE.stream());
            case VERSIONS -> Stream.concat(OF_ALL.stream(), OF_VERSIONS.stream());
            case NONE -> Stream.of(Plant.NO_REFRESH);
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    default void holds(boolean hasTotals) {
        assertThat(firstFault(Plant.NONE, hasTotals, SEED, WALKS)).isEmpty();
    }

    @TestFactory
    default Stream<DynamicTest> findsARuleThatIsLeftOut() {
        return plants().map(plant -> dynamicTest(
                plant.name(),
                () -> assertThat(firstFault(plant, plant.isOfTotals(), SOONEST.getOrDefault(plant, SEED), 1)
                                .or(() -> firstFault(plant, plant.isOfTotals(), SEED, PLANTED_WALKS_MAX)))
                        .isPresent()));
    }

    /** A lower version never holds newer rows, where versions decide. */
    @ParameterizedTest
    @EnumSource(names = {"NONE", "VERSION_APART"})
    default void raisesTheVersionWhereItReads(Plant plant) {
        boolean canShow = walked().guard() == Guard.VERSIONS;

        assertThat(walk(plant, false, SEED).readLate().isPresent()).isEqualTo(canShow && plant != Plant.NONE);
    }

    private Optional<String> firstFault(Plant plant, boolean hasTotals, int first, int walks) {
        for (int seed = first; seed < first + walks; seed++) {
            int number = seed;
            Optional<String> fault = walk(plant, hasTotals, seed)
                    .walk(hasTotals ? STEPS / 2 : STEPS)
                    .map(what -> "seed " + number + ", " + what);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    default PublishWalk walk(Plant plant, boolean hasTotals, int seed) {
        String name = plant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Lab lab = lab("walk-%s-%d".formatted(name, LABS.incrementAndGet()), hasTotals);
        ledger().store().prepare(lab);
        return new PublishWalk(ledger(), walked(), plant, lab, hasTotals ? totals() : Map.of(), seed);
    }

    static Lab lab(String name, boolean hasTotals) {
        String yaml = """
                lab: %s
                streams: {events: {key: name, fields: {name: string, seq: integer}}}
                views: {shown: {of: events, %s, n: count, last: max(seq)}}
                """.formatted(name, hasTotals ? "every: 1s" : "by: name");
        return switch (LabFile.parse(name, Path.of("."), yaml)) {
            case LabFile.Valid(Lab lab) -> lab;
            case LabFile.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }

    private static Map<String, String> totals() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("time", "window_start");
        columns.put("n", "n");
        columns.put("last", "last");
        columns.put("total", OutputColumns.running("n"));
        columns.put("newest", OutputColumns.running("last"));
        return columns;
    }
}
