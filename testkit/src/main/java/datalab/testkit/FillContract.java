package datalab.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.ArchivedEvent;
import datalab.store.Store;
import datalab.store.ViewGap;
import datalab.store.ViewQuery;
import datalab.store.ViewRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What every store promises about views that are new or changed while their stream has an archive. */
public interface FillContract {

    Store store();

    @Test
    default void tellsWhatANewViewLacks() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(without(lab.lab()));
        keep(lab, 0, 3);
        keep(lab, 1, 2);

        store().prepare(lab.lab());

        assertThat(store().gaps(lab.lab()))
                .contains(new ViewGap("total", 0, 0, 3, 0), new ViewGap("total", 1, 0, 2, 0))
                .hasSize(2 * lab.lab().views().size());
        assertThat(store().gaps(without(lab.lab())))
                .hasSize(2 * lab.lab().views().size());
    }

    @Test
    default void tellsOfNoGapWhereNothingWasProcessedBefore() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(lab.lab());
        keep(lab, 0, 3);

        store().prepare(lab.lab());

        assertThat(store().gaps(lab.lab())).isEmpty();
    }

    @Test
    default void closesAGapInSteps() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(without(lab.lab()));
        keep(lab, 0, 3);
        store().prepare(lab.lab());
        ViewFold fold = lab.fold("total");
        ViewGap whole = new ViewGap("total", 0, 0, 3, 0);
        ViewGap rest = new ViewGap("total", 0, 2, 3, 0);

        assertThat(store().fill(fold, whole, 2, folded(lab, fold, 0, 2))).isTrue();
        assertThat(store().gaps(lab.lab())).contains(rest).doesNotContain(whole);
        assertThat(store().fill(fold, whole, 2, folded(lab, fold, 0, 2))).isFalse();
        assertThat(store().fill(fold, rest, 3, folded(lab, fold, 0, 3))).isTrue();

        assertThat(store().gaps(lab.lab())).noneMatch(gap -> gap.view().equals("total"));
        assertThat(counted(fold)).isEqualTo("[3]");
    }

    @Test
    default void leavesAGapAloneWhereThePartitionHasGoneOn() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(without(lab.lab()));
        keep(lab, 0, 3);
        store().prepare(lab.lab());
        ViewFold fold = lab.fold("total");
        store().commit(Step.of(lab.readings(), 0, 3, 4).commit());

        boolean filled = store().fill(fold, new ViewGap("total", 0, 0, 3, 0), 3, folded(lab, fold, 0, 3));

        assertThat(filled).isFalse();
        assertThat(store().gaps(lab.lab())).contains(new ViewGap("total", 0, 0, 4, 0));
    }

    @Test
    default void beginsAChangedDefinitionAnew() {
        StoreLab lab = StoreLab.fresh();
        store().prepare(lab.lab());
        keep(lab, 0, 3);
        View total = lab.view("total");
        View changed =
                new View(total.lab(), total.name(), total.stream(), List.of("name"), total.every(), total.aggregates());
        Map<String, View> views = new HashMap<>(lab.lab().views());
        views.put("total", changed);

        store().prepare(with(lab.lab(), views));

        assertThat(store().gaps(lab.lab())).containsExactly(new ViewGap("total", 0, 0, 3, 0));
        ViewFold fold = new ViewFold(changed, lab.readings());
        assertThat(store().viewRows(new ViewQuery(fold, null, null, Map.of(), false, null, 9)))
                .isEmpty();
        store().prepare(with(lab.lab(), views));
        assertThat(store().gaps(lab.lab())).hasSize(1);
    }

    private void keep(StoreLab lab, int partition, int count) {
        store().progress(lab.readings(), partition);
        for (int i = 0; i < count; i++) {
            ArchivedEvent event = lab.reading(partition, i, "a", 1.0);
            store().commit(Step.of(lab.readings(), partition, i, i + 1)
                    .events(event)
                    .commit());
        }
    }

    private Map<RowKey, Partial> folded(StoreLab lab, ViewFold fold, long from, long until) {
        Map<RowKey, Partial> rows = new HashMap<>();
        for (ArchivedEvent archived : store().scan(lab.readings(), 0, from, until, 100)) {
            fold.add(rows.computeIfAbsent(fold.key(archived.event()), key -> fold.empty()), archived.event());
        }
        return rows;
    }

    private String counted(ViewFold fold) {
        List<ViewRow> rows = store().viewRows(new ViewQuery(fold, null, null, Map.of(), false, null, 9));
        return rows.stream().map(row -> fold.present(row.partial()).toString()).collect(Collectors.joining());
    }

    private static Lab without(Lab lab) {
        return with(lab, Map.of());
    }

    private static Lab with(Lab lab, Map<String, View> views) {
        return new Lab(lab.name(), lab.title(), lab.folder(), lab.streams(), views, lab.routes());
    }
}
