package datalab.lab.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.forecast.External;
import datalab.forecast.Forecast;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Forecasts that programs send: honest ones, and those of a program that peeks. */
final class ExternalModelTest {
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");
    private static final List<Integer> HORIZONS = List.of(1, 3);
    private static final int LONGEST = 3;
    private static final EventStream READINGS = new EventStream(
            "sensors",
            "readings",
            "name",
            "at",
            ZoneOffset.UTC,
            List.of(
                    field("name", Field.Type.STRING),
                    field("value", Field.Type.NUMBER),
                    field("model", Field.Type.STRING),
                    field("issued", Field.Type.TIME),
                    field("sd", Field.Type.NUMBER)),
            EventStream.Extra.REJECT,
            List.of(),
            StreamInputs.NONE,
            List.of());
    private static final Model MODEL =
            new Model("sensors", "m", "m", "readings", "value", Duration.ofMinutes(1), new External(), HORIZONS, null);

    private final ModelFold fold = new ModelFold(MODEL, READINGS);
    private final List<Event> log = new ArrayList<>();
    private @Nullable ModelState state;

    @Test
    void scoresWhatStoodInTheLogBefore() {
        observed(0, 5);
        forecast(3, 7, 2.0, null);
        forecast(1, 6, null, null);

        assertThat(observed(1, 5.5)).containsExactly("1 6.0 0.0");
        assertThat(observed(3, 8)).containsExactly("3 7.0 2.0");
        assertThat(observed(3, 8)).containsExactly("3 7.0 2.0");
        assertThat(observed(4, 8)).isEmpty();
    }

    @Test
    void doesNotBelieveAProgramThatPeeks() {
        observed(0, 5);
        observed(1, 9);
        forecast(1, 9, 0.1, 0L); // it has seen the 9
        forecast(0, 5, 0.1, -3L);

        assertThat(observed(1, 9)).isEmpty();
        assertThat(observed(2, 9)).isEmpty();
    }

    @Test
    void takesTheShorterOfWhatTheLogAndTheProgramSay() {
        observed(0, 5);
        forecast(1, 6, 1.0, -2L); // says three slots before, and the log one
        forecast(3, 7, 1.0, 2L); // says one slot before, and the log three
        forecast(2, 8, 1.0, 0L); // two slots before are not scored

        assertThat(observed(1, 5)).containsExactly("1 6.0 1.0");
        assertThat(observed(2, 5)).isEmpty();
        assertThat(observed(3, 5)).containsExactly("1 7.0 1.0");
    }

    @Test
    void leavesOutWhatIsIssuedInItsSlotTooFarAheadOrOfAnother() {
        observed(0, 5);
        forecast(1, 6, 1.0, 1L);
        forecast(4, 6, 1.0, 3L);
        forecast(1, 6, -1.0, null);
        take(event(1, 6.0, "other", null, null, Origin.MODELLED));
        take(event(1, 6.0, "m", null, null, Origin.SIMULATED));

        assertThat(observed(1, 5)).isEmpty();
        assertThat(observed(4, 5)).isEmpty();
    }

    @Test
    void takesTheLatestOfASlotAndHorizon() {
        observed(0, 5);
        forecast(1, 6, 1.0, null);
        forecast(1, 7, 1.0, null);

        assertThat(observed(1, 5)).containsExactly("1 7.0 1.0");
    }

    @Test
    void beginsWithWhatIsObservedFirst() {
        forecast(1, 6, 1.0, 0L);

        assertThat(state).isNull();
        assertThat(observed(1, 5)).isEmpty();
    }

    @Test
    void answersWhatWaits() {
        observed(0, 5);
        forecast(1, 6, 1.0, null);
        forecast(3, 7, 1.0, null);
        forecast(3, 8, 2.0, 2L);

        List<ModelFold.Ahead> ahead = fold.ahead(Objects.requireNonNull(state), 4);

        assertThat(ahead)
                .containsExactly(
                        new ModelFold.Ahead(START.plusSeconds(60), new Forecast(6, 1)),
                        new ModelFold.Ahead(START.plusSeconds(120), Forecast.NONE),
                        new ModelFold.Ahead(START.plusSeconds(180), new Forecast(8, 2)),
                        new ModelFold.Ahead(START.plusSeconds(240), Forecast.NONE));
    }

    /** What is scored is what a look at all of the log says, kept as bytes in between or not. */
    @Test
    void scoresWhatTheWholeLogSays() {
        int scored = 0;
        for (long seed = 0; seed < 500; seed++) {
            Random chance = new Random(seed);
            log.clear();
            state = null;
            int clock = 0;
            for (int i = 0; i < 60; i++) {
                clock += chance.nextInt(3) == 0 ? 1 : 0;
                if (chance.nextBoolean()) {
                    int slot = clock + chance.nextInt(5);
                    Long issued = chance.nextInt(3) == 0 ? null : (long) (slot - chance.nextInt(5));
                    forecast(slot, i, chance.nextBoolean() ? null : (double) chance.nextInt(3), issued);
                } else {
                    int slot = clock - (chance.nextInt(5) == 0 ? 1 : 0);
                    List<String> expected = expected(slot);
                    List<String> found = observed(slot, chance.nextInt(9));
                    assertThat(found).as("seed %s, event %s", seed, i).isEqualTo(expected);
                    scored += found.size();
                }
                ModelState kept = state;
                if (kept != null && chance.nextInt(4) == 0) {
                    state = fold.decode(kept.encodeParameters(), kept.encode(), kept.encodePending());
                }
            }
        }
        assertThat(scored).isGreaterThan(1_000);
    }

    /** What an observed event of a slot is scored against, by the log alone. */
    private List<String> expected(int slot) {
        List<String> expected = new ArrayList<>();
        if (newest(log.size()).filter(newest -> newest > slot).isPresent()) {
            return expected;
        }
        for (int horizon : HORIZONS) {
            Event latest = null;
            for (int i = 0; i < log.size(); i++) {
                Event event = log.get(i);
                if (event.payload().origin() == Origin.MODELLED && slot(event) == slot && ahead(i) == horizon) {
                    latest = event;
                }
            }
            if (latest != null) {
                Object sd = latest.value(4);
                expected.add(horizon + " " + latest.value(1) + " " + (sd == null ? 0.0 : sd));
            }
        }
        return expected;
    }

    /** How many slots before the log shows that a forecast was made; -1 where it does not. */
    private long ahead(int place) {
        Event forecast = log.get(place);
        Optional<Long> newest = newest(place);
        if (newest.isEmpty() || slot(forecast) - newest.get() > LONGEST) {
            return -1;
        }
        Object issued = forecast.value(3);
        long byLog = slot(forecast) - newest.get();
        return issued == null ? byLog : Math.min(byLog, slot(forecast) - slot((Instant) issued));
    }

    private Optional<Long> newest(int place) {
        return log.subList(0, place).stream()
                .filter(event -> event.payload().origin() == Origin.OBSERVED)
                .map(ExternalModelTest::slot)
                .max(Long::compare);
    }

    private static long slot(Event event) {
        return slot(event.time());
    }

    private static long slot(Instant time) {
        return Math.floorDiv(Duration.between(START, time).toSeconds(), 60L);
    }

    private List<String> observed(long slot, double value) {
        return take(event(slot, value, null, null, null, Origin.OBSERVED));
    }

    private void forecast(long slot, double value, @Nullable Double sd, @Nullable Long issuedSlot) {
        take(event(slot, value, "m", sd, issuedSlot, Origin.MODELLED));
    }

    private List<String> take(Event event) {
        log.add(event);
        if (fold.key(event) == null) {
            return List.of();
        }
        ModelState now = state == null ? fold.begin(event).orElse(null) : state;
        state = now;
        return now == null
                ? List.of()
                : fold.step(now, event).stream()
                        .map(score -> score.steps() + " " + score.forecast().mean() + " "
                                + score.forecast().sd())
                        .toList();
    }

    private Event event(
            long slot,
            double value,
            @Nullable String model,
            @Nullable Double sd,
            @Nullable Long issuedSlot,
            Origin origin) {
        Instant issued = issuedSlot == null ? null : START.plusSeconds(issuedSlot * 60 + 59);
        @Nullable Object[] values = {"a", value, model, issued, sd};
        Instant time = START.plusSeconds(slot * 60 + 7);
        return new Event(READINGS, new DecodedPayload(values, time, origin, null), time, new Coordinate(0, log.size()));
    }

    private static Field field(String name, Field.Type type) {
        return new Field(name, type, false, null, null, null);
    }
}
