package datalab.lab.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.forecast.Climatology;
import datalab.forecast.Fitted;
import datalab.forecast.Forecast;
import datalab.forecast.HoltWinters;
import datalab.forecast.KalmanFilter;
import datalab.forecast.ModelMethod;
import datalab.forecast.Persistence;
import datalab.forecast.Series;
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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ModelFoldTest {
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");
    private static final EventStream READINGS = new EventStream(
            "sensors",
            "readings",
            "name",
            "at",
            ZoneOffset.UTC,
            List.of(
                    new Field("name", Field.Type.STRING, true, null, null, null),
                    new Field("value", Field.Type.NUMBER, false, null, null, null)),
            EventStream.Extra.REJECT,
            List.of(),
            StreamInputs.NONE,
            List.of());

    static Stream<ModelMethod> methods() {
        return Stream.of(
                new Persistence(),
                new Climatology(Duration.ofMinutes(1), ZoneOffset.UTC, List.of(Climatology.Part.HOUR)),
                new HoltWinters(3),
                new KalmanFilter(3, 1));
    }

    /** Where an event cannot be seen before it comes. */
    @ParameterizedTest
    @MethodSource("methods")
    void expectsNothingFromTheSlotItself(ModelMethod method) {
        for (long seed = 0; seed < 200; seed++) {
            List<Event> events = events(new Random(seed), 60);
            int at = new Random(seed).nextInt(events.size());
            ModelFold fold = fold(method, List.of(1, 3));
            long slot = fold.slot(events.get(at));
            List<Event> others = new ArrayList<>();
            events.forEach(event -> others.add(fold.slot(event) < slot ? event : with(event, 1e6)));

            List<Score> scores = scores(fold, events, at);

            assertThat(scores(fold, others, at).stream().map(Score::forecast))
                    .as("seed %s", seed)
                    .isEqualTo(scores.stream().map(Score::forecast).toList());
            assertThat(scores)
                    .allSatisfy(score -> assertThat(score.issued())
                            .isBeforeOrEqualTo(fold.model().slots().start(slot)));
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void goesOnAfterItWasKept(ModelMethod method) {
        for (long seed = 0; seed < 200; seed++) {
            List<Event> events = events(new Random(seed), 60);
            ModelFold fold = fold(method, List.of(1, 2, 5));
            int kept = new Random(seed + 1).nextInt(events.size());
            ModelState state = begin(fold);
            ModelState read = begin(fold);
            List<Score> scores = new ArrayList<>();
            List<Score> scoresRead = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                scores.addAll(fold.step(state, events.get(i)));
                scoresRead.addAll(fold.step(read, events.get(i)));
                if (i == kept) {
                    read = fold.decode(ModelFold.encode(fitted(fold).model()), read.encode(), read.encodePending());
                }
            }
            assertThat(read.encode()).isEqualTo(state.encode());
            assertThat(scoresRead).as("seed %s", seed).isEqualTo(scores);
        }
    }

    @Test
    void scoresEachHorizonByWhatWasKnownSoMuchEarlier() {
        ModelFold fold = fold(new Persistence(), List.of(1, 3));
        ModelState state = begin(fold);
        List<Score> scores = new ArrayList<>();
        for (int minute = 1; minute <= 8; minute++) {
            if (minute != 5) {
                scores.addAll(fold.step(state, event(minute, minute * 60L, 10.0 * minute)));
            }
        }
        assertThat(scores.stream()
                        .map(score -> score.observed() + " " + score.steps() + " "
                                + score.forecast().mean()))
                .containsExactly(
                        "10.0 1 0.5",
                        "20.0 1 10.0",
                        "30.0 1 20.0",
                        "30.0 3 0.5",
                        "40.0 1 30.0",
                        "40.0 3 10.0",
                        "60.0 1 40.0", // nothing came of the slot before
                        "60.0 3 30.0",
                        "70.0 1 60.0",
                        "70.0 3 40.0",
                        "80.0 1 70.0",
                        "80.0 3 40.0");
    }

    @Test
    void drawsACourseThatFeedsItself() {
        ModelFold fold = fold(new Persistence(), List.of(1));
        double sd = fold.ahead(begin(fold), 1).getFirst().forecast().sd();
        CounterRandom chance = new CounterRandom(5).of("a");

        double[] course = fold.course(begin(fold), 3, chance);

        long slot = begin(fold).slot() + 1;
        double first = 0.5 + sd * standard(chance, slot);
        double second = first + sd / Math.sqrt(2) * standard(chance, slot + 1);
        double third = second + sd / Math.sqrt(2) * standard(chance, slot + 2);
        assertThat(course).containsExactly(new double[] {first, second, third}, Offset.offset(1e-9));
        assertThat(fold.course(begin(fold), 3, chance)).isEqualTo(course);
        assertThat(fold.course(begin(fold), 2, chance)).isEqualTo(Arrays.copyOf(course, 2));
        assertThat(fold.course(begin(fold), 3, new CounterRandom(6).of("a"))).isNotEqualTo(course);
    }

    /** Many courses have the mean and the spread that the forecast says, however far ahead. */
    @Test
    void drawsCoursesAsTheForecastHasThem() {
        for (ModelMethod method : List.of(new Persistence(), new KalmanFilter(0, 0), new HoltWinters(4))) {
            ModelFold fold = fold(method, List.of(1));
            Forecast tenth = fold.ahead(begin(fold), 10).getLast().forecast();
            double[] drawn = IntStream.range(0, 4_000)
                    .mapToDouble(seed -> fold.course(begin(fold), 10, new CounterRandom(seed).of("a"))[9])
                    .toArray();
            double mean = Arrays.stream(drawn).average().orElseThrow();
            double variance = Arrays.stream(drawn)
                            .map(value -> (value - mean) * (value - mean))
                            .sum()
                    / (drawn.length - 1);

            assertThat(mean)
                    .as("%s", method)
                    .isEqualTo(tenth.mean(), Offset.offset(5 * tenth.sd() / Math.sqrt(drawn.length)));
            assertThat(Math.sqrt(variance)).as("%s", method).isEqualTo(tenth.sd(), Offset.offset(0.05 * tenth.sd()));
        }
    }

    private static double standard(CounterRandom chance, long slot) {
        return new Forecast(0, 1).quantile(chance.uniform(slot));
    }

    @Test
    void leavesOutWhatComesTooLate() {
        ModelFold fold = fold(new Persistence(), List.of(1));
        ModelState state = begin(fold);
        fold.step(state, event(1, 300, 1.0));
        byte[] before = state.encode();

        assertThat(fold.step(state, event(2, 239, 100.0))).isEmpty();
        assertThat(state.encode()).isEqualTo(before);
    }

    @Test
    void takesTheMeanOfASlotAndGoesOnAfterYears() {
        ModelFold fold = fold(new Persistence(), List.of(1, 1_000));
        ModelState state = begin(fold);
        fold.step(state, event(1, 60, 1.0));
        fold.step(state, event(2, 80, 2.0));
        long years = Duration.ofDays(36_500).toSeconds();

        List<Score> scores = fold.step(state, event(3, years, 7.0));

        assertThat(scores).extracting(score -> score.forecast().mean()).containsExactly(1.5, 1.5);
        assertThat(fold.ahead(state, 2).getFirst().start()).isEqualTo(START.plusSeconds(years + 60));
    }

    @Test
    void looksAtObservedNumbersOnly() {
        ModelFold fold = fold(new Persistence(), List.of(1));
        Event observed = event(1, 0, 1.0);

        assertThat(fold.key(observed)).isEqualTo("a");
        assertThat(fold.key(with(observed, null))).isNull();
        assertThat(fold.key(new Event(
                        READINGS,
                        new DecodedPayload(observed.payload().values(), START, Origin.SIMULATED, null),
                        START,
                        observed.at())))
                .isNull();
    }

    private static List<Score> scores(ModelFold fold, List<Event> events, int at) {
        ModelState state = begin(fold);
        for (int i = 0; i < at; i++) {
            fold.step(state, events.get(i));
        }
        return fold.step(state, events.get(at));
    }

    private static ModelState begin(ModelFold fold) {
        return fold.begin(fitted(fold), fold.model().slots().of(START), new SlotMean());
    }

    private static Fitted fitted(ModelFold fold) {
        double[] values = new Random(3).doubles(40, 0, 5).toArray();
        values[values.length - 1] = 0.5;
        return fold.model()
                .method()
                .fit(new Series(fold.model().slots().of(START) - values.length, values))
                .orElseThrow();
    }

    private static ModelFold fold(ModelMethod method, List<Integer> horizons) {
        Model model =
                new Model("sensors", "m", "m", "readings", "value", Duration.ofMinutes(1), method, horizons, null);
        return new ModelFold(model, READINGS);
    }

    /** In some order, some late. */
    private static List<Event> events(Random chance, int count) {
        List<Event> events = new ArrayList<>();
        int seconds = 0;
        for (int i = 0; i < count; i++) {
            seconds += chance.nextInt(4) * 30;
            int late = chance.nextInt(5) == 0 ? chance.nextInt(200) : 0;
            events.add(event(i, seconds - late, chance.nextInt(100) / 10.0));
        }
        return events;
    }

    private static Event event(long offset, long seconds, double value) {
        @Nullable Object[] values = {"a", value};
        Instant time = START.plusSeconds(seconds);
        return new Event(
                READINGS, new DecodedPayload(values, time, Origin.OBSERVED, null), time, new Coordinate(0, offset));
    }

    private static Event with(Event event, @Nullable Double value) {
        @Nullable Object[] values = {"a", value};
        DecodedPayload payload = new DecodedPayload(
                values, Objects.requireNonNull(event.payload().time()), Origin.OBSERVED, null);
        return new Event(READINGS, payload, event.arrived(), event.at());
    }
}
