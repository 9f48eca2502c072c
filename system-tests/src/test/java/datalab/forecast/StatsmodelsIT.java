package datalab.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.Needs;
import datalab.testkit.python.Statsmodels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same numbers as statsmodels, and fits that are no worse. */
@Needs(Needs.Part.STATSMODELS)
final class StatsmodelsIT {
    private static final Path SCRIPT = Path.of("src/test/resources/datalab/forecast/other_models.py");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STEPS = 30;

    @TempDir
    Path folder;

    static Stream<Arguments> series() {
        return Stream.of(
                Arguments.of("tourists", KnownSeries.tourists(), 4, 1),
                Arguments.of("nile, as if it had a season", KnownSeries.nile(), 5, 1),
                Arguments.of("ozone", withoutGaps(KnownSeries.ozone()), 24, 3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("series")
    void holtWintersForecastsTheSame(String name, Series series, int season, int harmonics) throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 3; round++) {
            double alpha = 0.05 + 0.9 * random.nextDouble();
            HoltWintersModel model = new HoltWintersModel(
                    season, alpha, alpha * random.nextDouble(), (1 - alpha) * random.nextDouble(), 1);
            double[] state = SeasonalStart.of(series, season);
            Map<String, Object> question = holtWinters("ets", series, state, season);
            question.putAll(Map.of("alpha", model.alpha(), "beta", model.beta(), "gamma", model.gamma()));

            JsonNode answer = ask(question);

            double[] ahead = new double[series.values().length];
            for (int i = 0; i < ahead.length; i++) {
                ahead[i] = model.next(state, series.firstSlot() + i);
                model.advance(state, series.firstSlot() + i, series.values()[i]);
            }
            assertSame(ahead, answer.get("one"));
            SeriesModel scaled = model.withSd(Math.sqrt(answer.get("scale").asDouble()));
            assertSame(means(scaled, state, series), answer.get("mean"));
            assertSame(variances(scaled, state, series), answer.get("variance"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("series")
    void holtWintersFindsNoMoreSquares(String name, Series series, int season, int harmonics) throws Exception {
        double sd = new HoltWinters(season).fit(series).orElseThrow().model().parameters()[5];

        JsonNode answer = ask(holtWinters("smoothing", series, SeasonalStart.of(series, season), season));

        double theirs = answer.get("squares").asDouble();
        assertThat(sd * sd * series.values().length).isLessThanOrEqualTo(theirs * (1 + 1e-6));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("series")
    void theKalmanFilterSeesTheSame(String name, Series whole, int season, int harmonics) throws Exception {
        Random random = new Random(12);
        Series series = withGaps(whole, random);
        for (int round = 0; round < 3; round++) {
            boolean seasonal = round > 0;
            Variances variances = new Variances(
                    Math.exp(random.nextGaussian()),
                    Math.exp(random.nextGaussian() - 2),
                    Math.exp(random.nextGaussian() - 6),
                    seasonal ? Math.exp(random.nextGaussian() - 5) : 0);
            KalmanModel model = new KalmanModel(seasonal ? season : 0, seasonal ? harmonics : 0, Scale.NONE, variances);
            double[] state = model.diffuse();
            Map<String, Object> question = structural(model, series);

            JsonNode answer = ask(question);

            int components = 2 + 2 * (int) model.parameters()[2];
            Likelihood likelihood = Likelihood.of(model, state.clone(), components, series);
            assertThat(likelihood.log()).isCloseTo(answer.get("log").asDouble(), withinPercentage(1e-4));
            assertOneStepSame(model, state, series, answer);
            assertSame(means(model, state, series), answer.get("mean"));
            assertSame(variances(model, state, series), answer.get("variance"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("series")
    void theKalmanFilterFindsNoLessLikelihood(String name, Series whole, int season, int harmonics) throws Exception {
        Series series = withGaps(whole, new Random(13));
        double[] found = new KalmanFilter(season, harmonics)
                .fit(series)
                .orElseThrow()
                .model()
                .parameters();
        double unit = found[4] * found[4];
        Map<String, Object> question = question("likeliest", series, season);
        question.put("harmonics", harmonics);
        question.put(
                "variances",
                Arrays.stream(found, 5, 9).map(variance -> variance * unit).toArray());

        JsonNode answer = ask(question);

        // Their start is diffuse by a variance of 1e6 whatever the unit is, so the two likelihoods differ a little.
        assertThat(answer.get("given").asDouble())
                .isGreaterThan(answer.get("found").asDouble() - 0.01);
    }

    private static void assertOneStepSame(KalmanModel model, double[] state, Series series, JsonNode answer) {
        double[] one = new double[series.values().length];
        double[] variance = new double[one.length];
        for (int i = 0; i < one.length; i++) {
            long slot = series.firstSlot() + i;
            Forecast forecast = model.ahead(state, slot - 1, 1);
            one[i] = forecast.mean();
            variance[i] = forecast.sd() * forecast.sd();
            model.advance(state, slot, series.values()[i]);
        }
        assertSame(one, answer.get("one"));
        assertSame(variance, answer.get("one_variance"));
    }

    private static Map<String, Object> holtWinters(String what, Series series, double[] state, int season) {
        Map<String, Object> question = question(what, series, season);
        question.put("level", state[1]);
        question.put("trend", state[2]);
        double[] seasons = new double[season];
        for (int i = 0; i < season; i++) {
            seasons[i] = state[HoltWintersModel.SEASONS + Math.floorMod(series.firstSlot() + i, season)];
        }
        question.put("seasons", seasons);
        return question;
    }

    private static Map<String, Object> structural(KalmanModel model, Series series) {
        double[] parameters = model.parameters();
        int season = (int) parameters[1];
        int components = 2 + 2 * (int) parameters[2];
        double[] moved = model.diffuse();
        model.skip(moved, series.firstSlot(), 1);
        double[][] covariance = new double[components][components];
        for (int i = 0, at = components; i < components; i++) {
            for (int j = 0; j <= i; j++, at++) {
                covariance[i][j] = moved[at];
                covariance[j][i] = moved[at];
            }
        }
        Map<String, Object> question = question("structural", series, season);
        question.put("harmonics", (int) parameters[2]);
        question.put("variances", Arrays.copyOfRange(parameters, 5, season == 0 ? 8 : 9));
        question.put("mean", Arrays.stream(moved, 0, components).boxed().toList());
        question.put("covariance", covariance);
        question.put("uncounted", measuredSlots(series, components));
        return question;
    }

    /** How many slots it takes until so many have values: theirs counts slots, with the missing ones. */
    private static int measuredSlots(Series series, int values) {
        int slots = 0;
        for (int measured = 0; measured < values; slots++) {
            measured += Double.isFinite(series.values()[slots]) ? 1 : 0;
        }
        return slots;
    }

    private static Map<String, Object> question(String what, Series series, int season) {
        List<Double> values = Arrays.stream(series.values())
                .mapToObj(value -> Double.isNaN(value) ? null : value)
                .toList();
        return new HashMap<>(Map.of("what", what, "values", values, "season", season, "steps", STEPS));
    }

    private JsonNode ask(Map<String, Object> question) throws IOException, InterruptedException {
        Path file = folder.resolve("question.json");
        Files.writeString(file, JSON.writeValueAsString(question));
        return JSON.readTree(Statsmodels.run(SCRIPT, file.toString()));
    }

    private static double[] means(SeriesModel model, double[] state, Series series) {
        double[] means = new double[STEPS];
        Arrays.setAll(
                means, i -> model.ahead(state, series.nextSlot() - 1, i + 1).mean());
        return means;
    }

    private static double[] variances(SeriesModel model, double[] state, Series series) {
        double[] variances = new double[STEPS];
        Arrays.setAll(
                variances,
                i -> Math.pow(model.ahead(state, series.nextSlot() - 1, i + 1).sd(), 2));
        return variances;
    }

    /** To a millionth of each number, or of the largest where one is near 0. */
    private static void assertSame(double[] ours, JsonNode theirs) {
        double largest = Arrays.stream(ours).map(Math::abs).max().orElseThrow();
        assertThat(theirs).hasSize(ours.length);
        for (int i = 0; i < ours.length; i++) {
            double allowed = 1e-6 * Math.max(Math.abs(ours[i]), 1e-3 * largest);
            assertThat(Math.abs(ours[i] - theirs.get(i).asDouble()))
                    .as("number %s: %s and %s", i, ours[i], theirs.get(i))
                    .isLessThanOrEqualTo(allowed);
        }
    }

    private static Series withoutGaps(Series series) {
        double[] values = series.values().clone();
        for (int i = 1; i < values.length; i++) {
            values[i] = Double.isNaN(values[i]) ? values[i - 1] : values[i];
        }
        return new Series(series.firstSlot(), values);
    }

    private static Series withGaps(Series series, Random random) {
        double[] values = series.values().clone();
        for (int i = 10; i < values.length; i++) {
            values[i] = random.nextInt(10) == 0 ? Double.NaN : values[i];
        }
        return new Series(series.firstSlot(), values);
    }
}
