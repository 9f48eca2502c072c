package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.store.Store;
import datalab.store.retention.Horizons;
import datalab.store.retention.Retained;
import datalab.store.retention.Retained.Kind;
import datalab.testkit.store.StoreLab;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every store promises about horizons: they only rise, and each is one stream's or one view's. */
public interface HorizonsContract {

    Store store();

    StoreLab lab();

    @Test
    default void aHorizonOnlyRises() {
        Horizons horizons = store().horizons();
        Retained readings = Retained.of(lab().readings());
        Instant later = StoreLab.START.plus(Duration.ofHours(1)).plusNanos(1_234_567);

        assertThat(horizons.horizon(readings)).isEmpty();
        assertThat(horizons.raise(readings, StoreLab.START)).isEqualTo(StoreLab.START);
        Instant raised = horizons.raise(readings, later);
        Instant lowered = horizons.raise(readings, StoreLab.START);

        assertThat(raised).isEqualTo(later.minusNanos(567)).isEqualTo(lowered);
        assertThat(horizons.horizon(readings)).contains(raised);
    }

    @Test
    default void aStreamAndAViewOfOneNameHaveHorizonsOfTheirOwn() {
        Horizons horizons = store().horizons();
        String lab = lab().lab().name();
        Retained stream = new Retained(lab, Kind.STREAM, "readings");
        Retained view = new Retained(lab, Kind.VIEW, "readings");
        Retained other = new Retained(lab + "x", Kind.VIEW, "readings");

        horizons.raise(stream, StoreLab.START);
        horizons.raise(view, StoreLab.START.plusSeconds(1));
        horizons.raise(other, StoreLab.START.plusSeconds(2));

        assertThat(horizons.ofLab(lab))
                .hasSize(2)
                .containsEntry(stream, StoreLab.START)
                .containsEntry(view, StoreLab.START.plusSeconds(1));
    }
}
