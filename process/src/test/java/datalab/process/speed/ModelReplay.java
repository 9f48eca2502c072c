package datalab.process.speed;

import datalab.forecast.Fitted;
import datalab.forecast.Forecast;
import datalab.forecast.Series;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.forecast.ModelFold;
import datalab.lab.forecast.ModelState;
import datalab.lab.forecast.Score;
import datalab.lab.forecast.SlotMean;
import datalab.lab.stream.EventStream;
import datalab.process.speed.BrokenModels.Published;
import datalab.store.forecast.ModelRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a fit and the events after it come to, worked out from all events at once. */
final class ModelReplay {
    private final ModelFold fold;
    private final Offsets below;
    private final Map<String, ModelRow> rows = new HashMap<>();
    private final Map<String, Forecast> forecasts = new HashMap<>();

    ModelReplay(Published fit, EventStream stream, List<Event> events) {
        this.fold = new ModelFold(fit.model(), stream);
        this.below = fit.model().isExternal() ? fit.from() : fit.below();
        Map<String, List<Event>> byKey = new TreeMap<>();
        events.stream()
                .filter(event -> fold.key(event) != null)
                .sorted(Comparator.comparing(Event::at))
                .forEach(event -> byKey.computeIfAbsent(String.valueOf(fold.key(event)), key -> new ArrayList<>())
                        .add(event));
        byKey.forEach(fit.model().isExternal() ? this::follow : this::replay);
    }

    /** Parameters and state of each key that was fitted. */
    Map<String, ModelRow> rows() {
        return rows;
    }

    /** What is forecast of events after the fit, by {@link #name}. */
    Map<String, Forecast> forecasts() {
        return forecasts;
    }

    static String name(String place, int steps) {
        return place + " " + steps;
    }

    /** Without a fit, each key begins with what was observed first since the model counts. */
    private void follow(String key, List<Event> events) {
        Optional<ModelState> state = Optional.empty();
        for (Event event : events) {
            if (!below.covers(event.at())) {
                state = state.isPresent() ? state : fold.begin(event);
                state.ifPresent(moved -> step(moved, event));
            }
        }
        state.ifPresent(last -> rows.put(key, new ModelRow(last.encodeParameters(), last.encode(), new byte[0])));
    }

    private void step(ModelState state, Event event) {
        for (Score score : fold.step(state, event)) {
            forecasts.put(name(event.at().toString(), score.steps()), score.forecast());
        }
    }

    private void replay(String key, List<Event> events) {
        List<Event> fitted = events.stream()
                .filter(event -> below.covers(event.at()))
                .sorted(Comparator.comparing(Event::time).thenComparing(Event::at))
                .toList();
        if (fitted.isEmpty()) {
            return;
        }
        long first = fold.slot(fitted.getFirst());
        long last = fold.slot(fitted.getLast());
        SlotMean[] slots = new SlotMean[Math.toIntExact(last - first) + 1];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new SlotMean();
        }
        fitted.forEach(event -> slots[(int) (fold.slot(event) - first)].add(fold.value(event)));
        double[] means = new double[slots.length - 1];
        for (int i = 0; i < means.length; i++) {
            means[i] = slots[i].mean();
        }
        Optional<Fitted> model = fold.model().method().fit(new Series(first, means));
        if (model.isPresent()) {
            byte[] parameters = ModelFold.encode(model.get().model());
            ModelState state = fold.begin(model.get(), last, slots[slots.length - 1]);
            events.stream().filter(event -> !below.covers(event.at())).forEach(event -> step(state, event));
            rows.put(key, new ModelRow(parameters, state.encode(), new byte[0]));
        }
    }
}
