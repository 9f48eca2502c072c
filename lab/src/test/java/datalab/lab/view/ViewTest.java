package datalab.lab.view;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.aggregate.Count;
import datalab.lab.event.Origin;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Stores tell definitions apart by the text of a view. */
class ViewTest {
    private static final View VIEW =
            new View("sensors", "v", "readings", List.of("name"), null, List.of(new Count("n")));

    @Test
    void anotherOriginIsAnotherDefinition() {
        assertThat(VIEW)
                .hasToString("View[lab=sensors, name=v, stream=readings, by=[name], every=null,"
                        + " aggregates=[Count[name=n]], origin=[observed]]");
        assertThat(VIEW.withOrigins(Set.of(Origin.SIMULATED, Origin.MODELLED)).toString())
                .endsWith(", origin=[modelled, simulated]]");
    }

    @Test
    void ofAnyOriginIsTheDefinitionFromBeforeThereWereOrigins() {
        assertThat(VIEW.withOrigins(Set.of(Origin.values())))
                .hasToString(
                        "View[lab=sensors, name=v, stream=readings, by=[name], every=null, aggregates=[Count[name=n]]]");
    }
}
