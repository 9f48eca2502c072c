package datalab.cli.simulate.conference;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.geo.Wgs84;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What must be true of made-up people and their phones. */
final class ConferenceTest {
    private static final int HOURS = 8;
    private static final int PEOPLE = 60;

    @Test
    void sameSeedGivesSameDay() {
        List<Location> day = day(7);

        assertThat(day(7)).isEqualTo(day);
        assertThat(day(8)).isNotEqualTo(day);
    }

    @Test
    void nobodyWalksFasterThanPeopleDoOrThroughWalls() {
        Programme programme = new Programme(HOURS);
        for (int i = 0; i < 20; i++) {
            Visitor visitor = new Visitor(programme, new SplittableRandom(i));
            Spot before = visitor.at(visitor.arrives());
            for (double now = visitor.arrives() + 1; now < programme.seconds(); now++) {
                Spot here = visitor.at(now);

                assertThat(before.metresTo(here)).isLessThanOrEqualTo(Visitor.SPEED_MAX + 1e-9);
                assertThat(roomsOf(here)).as("%s at %s", here, now).isNotEmpty();
                before = here;
            }
        }
    }

    @Test
    void everyRoomHasVisitorsAndTalksHaveMost() {
        Programme programme = new Programme(HOURS);
        List<Visitor> visitors = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            visitors.add(new Visitor(programme, new SplittableRandom(i)));
        }
        Set<String> seen = new HashSet<>();
        long inHalls = 0;
        for (Visitor visitor : visitors) {
            inHalls += Venue.HALLS.stream().anyMatch(hall -> hall.holds(visitor.at(1.5 * 3_600))) ? 1 : 0;
            for (double now = 2 * 3_600; now < programme.seconds(); now += 60) {
                seen.addAll(roomsOf(visitor.at(now)));
            }
        }

        assertThat(seen).hasSameSizeAs(Venue.rooms());
        assertThat(inHalls).isBetween(PEOPLE / 2L, PEOPLE - 1L);
    }

    @Test
    void gpsIsAFewMetresWrongAndRightOnAverage() {
        GpsNoise gps = new GpsNoise(new SplittableRandom(3));
        Spot truth = new Spot(10, 20);
        int looks = 20_000;
        double east = 0;
        double squares = 0;
        for (int i = 0; i < looks; i++) {
            Spot seen = gps.seen(truth);
            east += seen.x() - truth.x();
            squares += Math.pow(seen.y() - truth.y(), 2);
        }

        assertThat(east / looks).isCloseTo(0, Offset.offset(0.2));
        assertThat(Math.sqrt(squares / looks)).isCloseTo(GpsNoise.METRES, Offset.offset(0.15));
    }

    @Test
    void metresBecomeDegreesOnTheEllipsoid() {
        Spot corner = new Spot(0, 0);
        Spot other = new Spot(60, 48);

        double metres = Wgs84.metres(
                Venue.latitude(corner), Venue.longitude(corner), Venue.latitude(other), Venue.longitude(other));

        assertThat(metres).isCloseTo(corner.metresTo(other), Offset.offset(0.001));
    }

    @Test
    void phonesReportEvery30To60SecondsAndWhatTheyHeldBackIsLate() {
        List<Location> day = day(1);
        List<Location> late = day.stream().filter(Location::isLate).toList();

        for (int visitor = 0; visitor < PEOPLE; visitor++) {
            assertThat(steps(day, visitor))
                    .isNotEmpty()
                    .allMatch(step -> step >= Phone.REPORT_SECONDS_MIN - 1e-6)
                    .allMatch(step -> step <= Phone.REPORT_SECONDS_MAX + 1e-6);
        }
        assertThat(late.size()).isBetween(day.size() / 50, day.size() / 4);
        assertThat(late)
                .allMatch(location ->
                        location.sent() - location.at() <= Phone.OFFLINE_SECONDS_MAX + Phone.REPORT_SECONDS_MAX);
        assertThat(day).extracting(Location::sent).isSorted();
    }

    private static List<Location> day(long seed) {
        List<Location> day = new ArrayList<>();
        new Conference(PEOPLE, HOURS, seed).forEachRemaining(day::add);
        return day;
    }

    /** The seconds from each look of one phone to the next. */
    private static List<Double> steps(List<Location> day, int visitor) {
        List<Double> looks = day.stream()
                .filter(location -> location.visitor() == visitor)
                .map(Location::at)
                .sorted()
                .toList();
        List<Double> steps = new ArrayList<>();
        for (int i = 1; i < looks.size(); i++) {
            steps.add(looks.get(i) - looks.get(i - 1));
        }
        return steps;
    }

    private static List<String> roomsOf(Spot spot) {
        return Venue.rooms().stream()
                .filter(room -> room.holds(spot))
                .map(Room::name)
                .toList();
    }
}
