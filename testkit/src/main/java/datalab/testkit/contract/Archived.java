package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.store.Store;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
import java.util.List;
import java.util.stream.LongStream;

/** Archives events as the owner of their partition does. */
public final class Archived {
    private Archived() {}

    /** Takes the partition over, writes the rows of a step, and commits it. */
    public static void keep(Store store, Commit commit) {
        EventStream stream = commit.stream();
        Progress begun = store.archive().writer().begin(store.ledger(), stream, commit.partition());
        List<Coordinate> records = LongStream.range(
                        Math.max(commit.firstOffset(), commit.nextOffset() - 100), commit.nextOffset())
                .mapToObj(offset -> new Coordinate(commit.partition(), offset))
                .toList();
        Commit mine = commit.by(begun.token(), commit.log());
        assertThat(store.ledger().commit(store.archive().writer().write(mine, records)))
                .isEqualTo(new Commit.Outcome.Done());
    }
}
