package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import datalab.lab.event.Coordinate;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery.Position;
import datalab.store.near.NearCenter;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.store.near.TooManyNearCenters;
import datalab.store.retention.Retained;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.NearCase;
import datalab.testkit.store.StoreLab;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an archive that can search by distance promises: what going through all of the archive and measuring would find. */
public interface NearSearchContract {
    /** Albuquerque. */
    double LATITUDE = 35.0844;

    double LONGITUDE = -106.6504;

    Store store();

    StoreLab lab();

    @Test
    default void aHundredMetresNorthAreAHundredMetresAndSoAreAHundredEast() {
        StoreLab lab = lab();
        keep(lab, at(lab, 0, 2, LATITUDE + 0.000901371, LONGITUDE), at(lab, 1, 3, LATITUDE, LONGITUDE + 0.00109656));

        List<NearEvent> all = store().archive()
                .nearSearch(lab.places())
                .orElseThrow()
                .near(query(lab, List.of(new NearCenter(LATITUDE, LONGITUDE)), 100.01));

        assertThat(all).hasSize(2).allSatisfy(near -> assertThat(near.metres()).isCloseTo(100, within(0.01)));
        assertThat(store().archive()
                        .nearSearch(lab.places())
                        .orElseThrow()
                        .near(query(lab, List.of(new NearCenter(LATITUDE, LONGITUDE)), 99.99)))
                .isEmpty();
    }

    @Test
    default void tellsWhoWasNearOneOfManyPlacesAndNotTheAskerHimself() {
        StoreLab lab = lab();
        List<NearCenter> around = List.of(
                new NearCenter(10, 10), new NearCenter(LATITUDE, LONGITUDE), new NearCenter(LATITUDE, LONGITUDE));
        keep(
                lab,
                at(lab, 0, 5, LATITUDE, LONGITUDE),
                at(lab, 1, 6, LATITUDE, LONGITUDE),
                at(lab, 2, null, 10, 10.00001),
                at(lab, 3, 7, 11, 10));

        List<NearEvent> others = store().archive()
                .nearSearch(lab.places())
                .orElseThrow()
                .near(new NearQuery(lab.places(), around, 5, Map.of(), Map.of("person", 5L), null, 10));
        List<NearEvent> six = store().archive()
                .nearSearch(lab.places())
                .orElseThrow()
                .near(new NearQuery(lab.places(), around, 5, Map.of("person", 6L), Map.of(), null, 10));

        assertThat(others).extracting(NearEvent::around).containsExactly(1, 0);
        assertThat(others.getFirst().metres()).isZero();
        assertThat(others.getFirst().event().event().value(0)).isEqualTo(6L);
        assertThat(told(six)).containsExactly("0:1 around 1 at 0.0 m");
    }

    @Test
    default void anEventWithoutAPositionIsNearToNothing() {
        StoreLab lab = lab();
        keep(
                lab,
                StoreLab.event(lab.places(), new Coordinate(0, 0), StoreLab.START, 1L, null, null),
                StoreLab.event(lab.places(), new Coordinate(0, 1), StoreLab.START, 1L, 0.0, null),
                StoreLab.event(lab.places(), new Coordinate(0, 2), StoreLab.START, 1L, 0.0, 0.0));

        assertThat(store().archive()
                        .nearSearch(lab.places())
                        .orElseThrow()
                        .near(query(lab, List.of(new NearCenter(0, 0)), 30_000_000)))
                .hasSize(1);
    }

    @Test
    default void refusesMorePlacesThanItCanLookAround() {
        StoreLab lab = lab();
        List<NearCenter> tooMany = Collections.nCopies(NearQuery.AROUNDS_MAX + 1, new NearCenter(0, 0));

        assertThatThrownBy(() -> query(lab, tooMany, 5))
                .isInstanceOf(TooManyNearCenters.class)
                .hasMessageContaining("100,001");
        assertThat(store().archive().nearSearch(lab.places()).orElseThrow().near(query(lab, List.of(), 5)))
                .isEmpty();
    }

    @Test
    default void findsWhatMeasuringEverythingFinds() {
        for (long seed = 1; seed <= QuestionContract.QUESTIONS / 5; seed++) {
            Random random = new Random(seed);
            NearCase asked = NearCase.of(lab(), random);
            keepAll(asked);

            for (int question = 0; question < 6; question++) {
                assertThat(told(pages(asked)))
                        .as("seed %d, question %d: %s", seed, question, asked)
                        .isEqualTo(told(asked.expected()));
                asked = asked.another(random);
            }
        }
    }

    /** By whichever way it is found: through time, or by an index of positions. */
    @Test
    default void findsNothingFromBeforeTheHorizon() {
        for (int places : new int[] {1, 200}) {
            StoreLab lab = lab();
            keep(lab, at(lab, 0, 5, 10, 10), at(lab, 1, 6, 10, 10), at(lab, 2, 7, 10, 10));
            store().horizons().raise(Retained.of(lab.places()), StoreLab.START.plusSeconds(1));
            List<NearCenter> around = new ArrayList<>(List.of(new NearCenter(10, 10)));
            IntStream.range(1, places).forEach(i -> around.add(new NearCenter(10 + i * 0.1, 20)));

            assertThat(store().archive().nearSearch(lab.places()).orElseThrow().near(query(lab, around, 5)))
                    .extracting(near -> near.event().event().at().offset())
                    .containsExactly(1L, 2L);
        }
    }

    private List<NearEvent> pages(NearCase asked) {
        List<NearEvent> all = new ArrayList<>();
        @Nullable Position after = null;
        while (true) {
            List<NearEvent> page = store().archive()
                    .nearSearch(asked.query(after).stream())
                    .orElseThrow()
                    .near(asked.query(after));
            all.addAll(page);
            if (page.size() < asked.limit()) {
                return all;
            }
            after = Position.of(page.getLast().event().event());
        }
    }

    private void keepAll(NearCase asked) {
        for (int partition = 0; partition < NearCase.PARTITIONS; partition++) {
            int own = partition;
            List<ArchivedEvent> events = asked.events().stream()
                    .filter(event -> event.event().at().partition() == own)
                    .toList();
            store().ledger().progress(asked.lab().places(), partition);
            store().ledger()
                    .commit(CommitBuilder.of(
                                    asked.lab().places(),
                                    partition,
                                    0,
                                    asked.events().size())
                            .events(events)
                            .commit());
        }
    }

    private void keep(StoreLab lab, ArchivedEvent... events) {
        store().ledger().progress(lab.places(), 0);
        store().ledger()
                .commit(CommitBuilder.of(lab.places(), 0, 0, events.length)
                        .events(events)
                        .commit());
    }

    private static List<String> told(List<NearEvent> near) {
        return near.stream()
                .map(one -> one.event().event().at() + " around " + one.around() + " at " + one.metres() + " m")
                .toList();
    }

    private static NearQuery query(StoreLab lab, List<NearCenter> around, double metres) {
        return new NearQuery(lab.places(), around, metres, Map.of(), Map.of(), null, 10);
    }

    private static ArchivedEvent at(
            StoreLab lab, long offset, @Nullable Integer person, double latitude, double longitude) {
        Instant time = StoreLab.START.plusSeconds(offset);
        Long id = person == null ? null : (Long) (long) person;
        return StoreLab.event(lab.places(), new Coordinate(0, offset), time, id, latitude, longitude);
    }
}
