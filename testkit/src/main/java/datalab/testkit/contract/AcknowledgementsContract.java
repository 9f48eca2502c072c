package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import datalab.lab.event.Offsets;
import datalab.store.Store;
import datalab.store.output.Acknowledgement;
import datalab.store.output.OutputId;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputLeaseLost;
import datalab.store.output.OutputPosition;
import datalab.testkit.store.StoreLab;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every ledger promises about what was acknowledged of rows that outputs tell. */
public interface AcknowledgementsContract {

    Store store();

    StoreLab lab();

    /** Of each recipient, and of one the last; whoever takes the output over has them, too. */
    @Test
    default void keepsAcknowledgementsUntilTheirRowsAreWritten() {
        StoreLab lab = lab();
        OutputLease lease = take(lab);
        Acknowledgement first = new Acknowledgement("[\"a\"]", "ann@example.org", "0");
        Acknowledgement second = new Acknowledgement("[\"a\"]", "bob@example.org", "0");
        Acknowledgement third = new Acknowledgement("[\"b\"]", "", "0");
        Acknowledgement changed = new Acknowledgement("[\"c\"]", "", "0 now");
        store().outputs().acknowledged(lease, List.of());
        store().outputs().acknowledged(lease, List.of(first, second, new Acknowledgement("[\"c\"]", "", "0 before")));
        store().outputs().acknowledged(lease, List.of(third, new Acknowledgement("[\"c\"]", "", "0 between"), changed));

        OutputLease next = take(lab);
        assertThat(acknowledged(next)).containsExactlyInAnyOrder(first, second, third, changed);
        store().outputs().written(next, Offsets.NONE, null, List.of("[\"a\"]"), Map.of("[\"b\"]", "no such user"));

        assertThat(acknowledged(next)).containsExactly(changed);
    }

    /** Another output of the same view has none of them. */
    @Test
    default void keepsAcknowledgementsOfOutputsApart() {
        StoreLab lab = lab();
        store().outputs().acknowledged(take(lab), List.of(new Acknowledgement("[\"a\"]", "", "0")));
        OutputLease other = store().outputs().take(new OutputId(lab.lab().name(), "by_name", "mail/dev@example.org"));

        assertThat(acknowledged(other)).isEmpty();
        store().outputs().written(other, Offsets.NONE, null, List.of("[\"a\"]"), Map.of());
        assertThat(acknowledged(take(lab))).hasSize(1);
    }

    @Test
    default void notesNothingOfWhoHasLostTheOutput() {
        StoreLab lab = lab();
        OutputLease before = take(lab);
        OutputLease now = take(lab);

        assertThatExceptionOfType(OutputLeaseLost.class)
                .isThrownBy(() -> store().outputs().acknowledged(before, List.of(new Acknowledgement("[1]", "", "0"))));
        assertThat(acknowledged(now)).isEmpty();
    }

    private OutputLease take(StoreLab lab) {
        return store().outputs().take(new OutputId(lab.lab().name(), "by_name", "mail/ops@example.org"));
    }

    private List<Acknowledgement> acknowledged(OutputLease lease) {
        return store().outputs().look(lease, OutputPosition::acknowledged);
    }
}
