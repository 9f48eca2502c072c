package datalab.lab.view;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.Laws;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.expression.Column;
import datalab.lab.geo.SpatialGrid;
import datalab.lab.geo.Wgs84;
import datalab.lab.stream.EventStream;
import datalab.lab.yaml.LabFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quicktheories.generators.SourceDSL;

final class ContactRuleTest {
    private static final Instant START = Instant.parse("2026-05-14T09:00:00Z");
    private static final Lab LAB = lab();
    private static final View VIEW = LAB.views().values().iterator().next();
    private static final EventStream LOCATIONS =
            LAB.streams().values().iterator().next();
    private static final ViewFold FOLD = new ViewFold(VIEW, LAB.streamOf(VIEW));
    private static final ContactRule CONTACTS = new ContactRule(VIEW, LOCATIONS);

    @Test
    void tellsWhoWasNearWhomWhenAndHowNear() {
        Event early = at(0, 7L, 35.0, -106.0, 0);
        Event late = at(1, 3L, 35.00001, -106.0, 90);

        Event contact = Objects.requireNonNull(CONTACTS.of(early, late));

        assertThat(text(contact)).isEqualTo(text(CONTACTS.of(late, early)));
        assertThat(FOLD.key(contact)).isEqualTo(new RowKey(List.of(3L, 7L), null));
        Partial row = FOLD.empty();
        FOLD.add(row, contact);
        assertThat(FOLD.present(row))
                .containsExactly(START, START.plusSeconds(90), Wgs84.metres(35.00001, -106.0, 35.0, -106.0), 1L, 90.0);
        assertThat(FOLD.columns())
                .extracting(Column::name)
                .containsExactly("first", "last", "closest", "contacts", "dwell");
    }

    @Test
    void countsDistanceAndTimeInclusively() {
        Event one = at(0, 1L, 0, 0, 0);

        assertThat(CONTACTS.of(one, at(1, 2L, 4.9 / 110_575, 0, 600))).isNotNull();
        assertThat(CONTACTS.of(one, at(1, 2L, 4.9 / 110_575, 0, 601))).isNull();
        assertThat(CONTACTS.of(one, at(1, 2L, 5.1 / 110_575, 0, 600))).isNull();
    }

    @Test
    void knowsNoContactsWithOneselfNorOfThoseNowhere() {
        Event one = at(0, 1L, 0, 0, 0);

        assertThat(CONTACTS.of(one, at(1, 1L, 0, 0, 0))).isNull();
        assertThat(CONTACTS.canMeet(event(1, null, 0.0, 0.0))).isFalse();
        assertThat(CONTACTS.canMeet(event(1, 2L, null, 0.0))).isFalse();
        assertThat(found(List.of(one), event(1, 2L, null, null))).isEmpty();
    }

    @Test
    void findsByItsGridWhatComparingAllPairsFinds() {
        Laws.forAll(SourceDSL.longs().all(), seed -> {
            Random chance = new Random(seed);
            List<Event> events = crowd(chance);
            Event other = events.removeLast();
            List<String> expected = new ArrayList<>();
            for (Event event : events) {
                Event contact = CONTACTS.of(event, other);
                if (contact != null) {
                    expected.add(text(contact));
                }
            }

            assertThat(found(events, other))
                    .extracting(ContactRuleTest::text)
                    .containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    @Test
    void countsOnlyPairsThatAreAskedFor() {
        SpatialGrid<Event> some = CONTACTS.grid(List.of(at(0, 1L, 0, 0, 0), at(1, 2L, 0, 0, 0)));
        List<Event> found = new ArrayList<>();

        CONTACTS.of(some, at(2, 3L, 0, 0, 0), (one, other) -> one.at().offset() == 1, found::add);

        assertThat(found).extracting(FOLD::key).containsExactly(new RowKey(List.of(2L, 3L), null));
    }

    private static String text(@Nullable Event contact) {
        return contact == null
                ? "none"
                : contact.time() + " " + contact.at() + " "
                        + Arrays.toString(contact.payload().values());
    }

    private static List<Event> found(List<Event> some, Event other) {
        List<Event> found = new ArrayList<>();
        CONTACTS.of(CONTACTS.grid(some), other, (a, b) -> true, found::add);
        return found;
    }

    /** About a pole, the antimeridian or anywhere else, within some metres. */
    private static List<Event> crowd(Random chance) {
        double latitude = List.of(90.0, -90.0, 0.0, 51.5).get(chance.nextInt(4));
        double longitude = List.of(180.0, -180.0, 0.0).get(chance.nextInt(3));
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            double north = Math.clamp(latitude + (chance.nextDouble() - 0.5) * 2e-4, -90, 90);
            double east = Math.abs(latitude) == 90
                    ? chance.nextDouble() * 360 - 180
                    : longitude + (chance.nextDouble() - 0.5) * 2e-4;
            double wrapped = east > 180 ? east - 360 : east < -180 ? east + 360 : east;
            events.add(at(i, chance.nextInt(3), north, wrapped, chance.nextInt(1_000)));
        }
        Collections.shuffle(events, chance);
        return events;
    }

    private static Event at(long offset, long person, double latitude, double longitude, long second) {
        return event(offset, person, latitude, longitude, START.plusSeconds(second));
    }

    private static Event event(
            long offset, @Nullable Long person, @Nullable Double latitude, @Nullable Double longitude) {
        return event(offset, person, latitude, longitude, START);
    }

    private static Event event(
            long offset, @Nullable Long person, @Nullable Double latitude, @Nullable Double longitude, Instant time) {
        @Nullable Object[] values = {person, latitude, longitude};
        return new Event(
                LOCATIONS, new DecodedPayload(values, time, Origin.OBSERVED, null), START, new Coordinate(0, offset));
    }

    private static Lab lab() {
        String yaml = """
                lab: phones
                streams:
                  locations:
                    time: at
                    fields: {person_id: integer, latitude: number, longitude: number}
                    position: [latitude, longitude]
                views:
                  encounters: {of: locations, who: person_id, meet: {distance: 5, within: 10m}}
                """;
        return switch (LabFile.parse("lab.yaml", Path.of("."), yaml)) {
            case LabFile.Valid(Lab lab) -> lab;
            case LabFile.Invalid invalid ->
                throw new IllegalStateException(invalid.mistakes().toString());
        };
    }
}
