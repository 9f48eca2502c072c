package datalab.web.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.forecast.Forecast;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Lab;
import datalab.lab.expression.Column;
import datalab.lab.forecast.CounterRandom;
import datalab.lab.forecast.Model;
import datalab.lab.forecast.ModelFold;
import datalab.lab.forecast.ModelFold.Ahead;
import datalab.lab.forecast.ModelState;
import datalab.lab.forecast.ScoreEvents;
import datalab.store.forecast.ModelLedger;
import datalab.store.forecast.ModelRow;
import datalab.store.forecast.ModelVersion;
import datalab.web.format.RowLayout;
import datalab.web.http.HttpProblem;
import datalab.web.query.Page;
import datalab.web.query.PageParameters;
import datalab.web.query.QueryParameters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What models expect of the slots after the last one that something has come of. Thread-safe. */
final class ModelForecasts {
    /** The greatest seed. */
    private static final int SEED_MAX = 999_999_999;

    private static final List<Column> EXPECTED = List.of(
            new Column("at", Column.Type.TIME, null),
            new Column("expected", Column.Type.NUMBER, null),
            new Column("sd", Column.Type.NUMBER, null),
            new Column("lower", Column.Type.NUMBER, null),
            new Column("upper", Column.Type.NUMBER, null));
    private static final Column COURSE = new Column("simulated", Column.Type.NUMBER, null);

    static final List<OperationParameter> PARAMETERS = List.of(
            OperationParameter.query("key", "of this key, as it is in the stream", JsonSchema.text())
                    .required(),
            OperationParameter.query(
                    "horizon",
                    "how far ahead, such as 24h, at most 1,000 slots; left out: the longest that is scored",
                    JsonSchema.text()),
            OperationParameter.query(
                    "seed",
                    "with this, a column simulated: one course drawn slot by slot; another number draws another",
                    JsonSchema.wholeNumber(1, SEED_MAX)),
            PageParameters.format(false));

    private final ModelLedger models;

    ModelForecasts(ModelLedger models) {
        this.models = models;
    }

    /**
     * What is expected of a slot.
     *
     * @param simulated its value in one course that was drawn; NaN where there is none
     */
    record ForecastSlot(Ahead ahead, double simulated) {}

    /** With the column of a course where the query has a seed. */
    static RowLayout<ForecastSlot> layout(QueryParameters query) {
        List<Column> columns = new ArrayList<>(EXPECTED);
        if (query.text("seed").isPresent()) {
            columns.add(COURSE);
        }
        return new Layout(List.copyOf(columns));
    }

    Page<ForecastSlot> page(Lab lab, Model model, QueryParameters query) {
        String key = query.text("key").orElseThrow(() -> HttpProblem.badRequest("key= is missing: of which key?"));
        Duration longest = model.every().multipliedBy(model.horizons().getLast());
        Duration horizon = Objects.requireNonNull(query.duration("horizon", longest));
        long steps = horizon.dividedBy(model.every());
        if (steps < 1 || steps > Model.HORIZON_MAX) {
            throw HttpProblem.badRequest("horizon=" + query.text("horizon").orElse("") + " is " + steps + " slots of "
                    + model.every() + "; expected 1 to " + Model.HORIZON_MAX);
        }
        int seed = query.count("seed", 0, SEED_MAX);
        if (seed != 0 && model.isExternal()) {
            throw HttpProblem.badRequest(
                    "seed= draws a course of a model that DataLab runs on, and " + model.name() + " is external");
        }
        KnownKey known = known(lab, model, key);
        List<Ahead> ahead = known.fold().ahead(known.state(), (int) steps);
        double[] course = seed == 0
                ? new double[0]
                : known.fold().course(known.state(), (int) steps, new CounterRandom(seed).of(key));
        List<ForecastSlot> slots = new ArrayList<>();
        for (int i = 0; i < ahead.size(); i++) {
            slots.add(new ForecastSlot(ahead.get(i), seed == 0 ? Double.NaN : course[i]));
        }
        return new Page<>(slots, null);
    }

    /** What a model keeps of a key. */
    private record KnownKey(ModelFold fold, ModelRow row) {

        /** Its state, for one use. */
        ModelState state() {
            return fold.decode(row.parameters(), row.state(), row.pending());
        }
    }

    /** What is expected of the next slots of a key; a {@link HttpProblem} where the model does not know it, or is not fitted. */
    List<Ahead> ahead(Lab lab, Model model, String key, int steps) {
        KnownKey known = known(lab, model, key);
        return known.fold().ahead(known.state(), steps);
    }

    private KnownKey known(Lab lab, Model model, String key) {
        ModelVersion version = models.version(model);
        if (version.generation() == 0) {
            throw HttpProblem.of(
                    422,
                    "Not fitted",
                    "model " + model.name() + " has not been fitted yet;" + " GET /labs/" + lab.name()
                            + "/models says why");
        }
        ModelRow row = models.rows(version, List.of(key)).get(key);
        if (row == null) {
            throw HttpProblem.notFound("model " + model.name() + " does not know the key '" + key + "': nothing "
                    + (model.isExternal() ? "was observed of it yet" : "had come of it when it was fitted"));
        }
        return new KnownKey(
                new ModelFold(model, Objects.requireNonNull(lab.streams().get(model.of()))), row);
    }

    /** The same for who asks many models: nothing where this one has nothing to say. */
    List<Ahead> aheadOrNothing(Lab lab, Model model, String key, int steps) {
        try {
            return ahead(lab, model, key, steps);
        } catch (HttpProblem notKnown) {
            return List.of();
        }
    }

    private record Layout(List<Column> columns) implements RowLayout<ForecastSlot> {

        @Override
        public void writeJson(JsonGenerator json, ForecastSlot row) throws IOException {
            List<@Nullable Object> cells = cells(row);
            json.writeStartObject();
            json.writeStringField("at", row.ahead().start().toString());
            for (int i = 1; i < columns.size(); i++) {
                json.writeFieldName(columns.get(i).name());
                json.writeObject(cells.get(i));
            }
            json.writeEndObject();
        }

        @Override
        public List<@Nullable Object> cells(ForecastSlot row) {
            Forecast forecast = row.ahead().forecast();
            List<@Nullable Object> cells = new ArrayList<>();
            cells.add(row.ahead().start());
            cells.add(number(forecast.mean()));
            cells.add(number(forecast.sd()));
            cells.add(number(ScoreEvents.lower(forecast)));
            cells.add(number(ScoreEvents.upper(forecast)));
            if (columns.contains(COURSE)) {
                cells.add(number(row.simulated()));
            }
            return cells;
        }

        /** Null where nothing is expected. */
        private static @Nullable Double number(double number) {
            return Double.isFinite(number) ? (Double) number : null;
        }
    }
}
