package datalab.web.twin;

import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.forecast.Model;
import datalab.lab.forecast.ScoreEvents;
import datalab.lab.forecast.Slots;
import datalab.lab.stream.EventStream;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.query.FieldFilter;
import datalab.store.query.Filters;
import datalab.store.query.Sort;
import datalab.web.http.HttpProblem;
import datalab.web.points.ReadingTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the events of one answer and makes its rows. Owned by one thread. */
final class TwinReading {
    /** So many events may be newer than the newest that was observed. */
    private static final int NEWER_MAX = 10_000;

    private final Archive archive;
    private final TwinQuestion asked;
    private final ReadingTime time;
    private final ReadBudget budget = new ReadBudget();
    private final Map<Duration, SlotMeans> observed = new HashMap<>();
    private final Map<@Nullable String, SlotMeans> simulated = new HashMap<>();
    private final List<TwinRow> rows = new ArrayList<>();

    TwinReading(Archive archive, TwinQuestion asked, ReadingTime time) {
        this.archive = archive;
        this.asked = asked;
        this.time = time;
        asked.models().forEach(model -> observed.put(model.every(), new SlotMeans(model.slots())));
    }

    /** @throws HttpProblem with 404 where nothing has come of the key, with 422 where it is too much */
    List<TwinRow> rows(TwinForecasts forecasts) {
        TwinPeriod period = TwinPeriod.of(asked, newest());
        if (asked.wants(TwinKind.OBSERVED) || asked.wants(TwinKind.SIMULATED) || asked.wants(TwinKind.MODELLED)) {
            readEvents(period);
        }
        if (asked.wants(TwinKind.MODELLED)) {
            modelled(period);
        }
        if (asked.wants(TwinKind.FORECAST)) {
            asked.models().forEach(model -> forecast(model, forecasts));
        }
        return rows.stream()
                .filter(row -> asked.wants(row.kind()) && period.contains(row.at()) && Double.isFinite(row.value()))
                .sorted(TwinRow.ORDER)
                .toList();
    }

    private Instant newest() {
        Instant[] found = new Instant[1];
        int[] seen = new int[1];
        archive.each(events(null, null, true), archived -> {
            boolean isObserved = archived.event().payload().origin() == Origin.OBSERVED;
            if (isObserved || found[0] == null) {
                found[0] = archived.event().time();
            }
            return !isObserved && ++seen[0] < NEWER_MAX;
        });
        if (found[0] == null) {
            throw HttpProblem.notFound("nothing has come of '" + asked.key() + "' in the stream "
                    + asked.stream().name());
        }
        return found[0];
    }

    private void readEvents(TwinPeriod period) {
        EventStream stream = asked.stream();
        int value = stream.indexOf(asked.value().name());
        int scenario = TwinQuestion.scenarioIndex(stream);
        each(events(period.from(), period.end(), false), event -> {
            if (event.value(value) instanceof Number number) {
                switch (event.payload().origin()) {
                    case OBSERVED -> observed.values().forEach(means -> means.add(event.time(), number.doubleValue()));
                    case SIMULATED ->
                        simulated(scenario < 0 ? null : (String) event.value(scenario), event.time(), number);
                    case MODELLED -> {} // the scores say what was expected, and when
                }
            }
        });
        Slots axis = asked.models().getFirst().slots();
        Objects.requireNonNull(observed.get(axis.every()))
                .forEach((at, mean) -> rows.add(TwinRow.of(at, TwinKind.OBSERVED, null, mean)));
        simulated.forEach(
                (name, means) -> means.forEach((at, mean) -> rows.add(TwinRow.of(at, TwinKind.SIMULATED, name, mean))));
    }

    private void simulated(@Nullable String name, Instant at, Number number) {
        if (asked.scenarios().isEmpty() || (name != null && asked.scenarios().contains(name))) {
            simulated
                    .computeIfAbsent(
                            name,
                            same -> new SlotMeans(asked.models().getFirst().slots()))
                    .add(at, number.doubleValue());
        }
    }

    /** Of several scores of a slot, which differ where a fit came in between, the last counts. */
    private void modelled(TwinPeriod period) {
        Map<String, Model> byName = asked.models().stream()
                .filter(model -> asked.horizonOf(model) != null)
                .collect(Collectors.toMap(Model::name, model -> model));
        EventStream scores =
                Objects.requireNonNull(asked.lab().streams().get(ScoreEvents.STREAM), "labs with models have scores");
        Map<String, Map<Instant, Event>> last = new HashMap<>();
        each(scores(scores, List.copyOf(byName.values()), period), score -> {
            String name = (String) Objects.requireNonNull(score.value(scores.indexOf(ScoreEvents.MODEL)));
            Model model = Objects.requireNonNull(byName.get(name));
            String horizon = String.valueOf(score.value(scores.indexOf(ScoreEvents.HORIZON)));
            if (horizon.equals(String.valueOf(asked.horizonOf(model)))) {
                Slots slots = model.slots();
                last.computeIfAbsent(name, same -> new HashMap<>()).put(slots.start(slots.of(score.time())), score);
            }
        });
        last.forEach((name, bySlot) -> {
            SlotMeans means = Objects.requireNonNull(
                    observed.get(Objects.requireNonNull(byName.get(name)).every()));
            bySlot.forEach((at, score) -> rows.add(modelled(scores, name, at, score, means.at(at))));
        });
    }

    private static TwinRow modelled(EventStream scores, String name, Instant at, Event score, @Nullable Double mean) {
        double expected = (Double) Objects.requireNonNull(score.value(scores.indexOf(ScoreEvents.EXPECTED)));
        return new TwinRow(
                at,
                TwinKind.MODELLED,
                name,
                expected,
                (Double) score.value(scores.indexOf(ScoreEvents.LOWER)),
                (Double) score.value(scores.indexOf(ScoreEvents.UPPER)),
                mean == null ? null : (Double) (mean - expected));
    }

    private void forecast(Model model, TwinForecasts forecasts) {
        forecasts
                .ahead(
                        asked.lab(),
                        model,
                        asked.key().toString(),
                        model.horizons().getLast())
                .forEach(ahead -> rows.add(new TwinRow(
                        ahead.start(),
                        TwinKind.FORECAST,
                        model.name(),
                        ahead.forecast().mean(),
                        finite(ScoreEvents.lower(ahead.forecast())),
                        finite(ScoreEvents.upper(ahead.forecast())),
                        null)));
    }

    private static @Nullable Double finite(double number) {
        return Double.isFinite(number) ? (Double) number : null;
    }

    private void each(EventQuery query, Consumer<Event> each) {
        archive.each(query, (ArchivedEvent archived) -> {
            budget.count();
            time.check();
            each.accept(archived.event());
            return true;
        });
    }

    private EventQuery events(@Nullable Instant from, @Nullable Instant to, boolean isNewestFirst) {
        String field = Objects.requireNonNull(asked.stream().key(), "models are of streams with a key");
        return new EventQuery(
                asked.stream(), from, to, Map.of(field, asked.key()), isNewestFirst, null, Archive.EACH_AT_ONCE);
    }

    private EventQuery scores(EventStream scores, List<Model> models, TwinPeriod period) {
        Map<String, FieldFilter> where = Map.of(
                ScoreEvents.SERIES, FieldFilter.equal(asked.key().toString()),
                ScoreEvents.MODEL, anyOf(models.stream().map(Model::name).toList()),
                ScoreEvents.HORIZON,
                        anyOf(models.stream()
                                .map(model -> String.valueOf(asked.horizonOf(model)))
                                .distinct()
                                .toList()));
        return new EventQuery(
                scores,
                period.from(),
                period.end(),
                new Filters(where),
                0,
                false,
                Sort.USUAL,
                null,
                Archive.EACH_AT_ONCE);
    }

    private static FieldFilter anyOf(List<String> texts) {
        return new FieldFilter(List.<Object>copyOf(texts), null, null);
    }
}
