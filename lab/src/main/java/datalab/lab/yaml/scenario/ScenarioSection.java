package datalab.lab.yaml.scenario;

import datalab.lab.Lab;
import datalab.lab.forecast.Model;
import datalab.lab.scenario.Change;
import datalab.lab.scenario.Scenario;
import datalab.lab.scenario.Scenario.Basis;
import datalab.lab.stream.EventStream;
import datalab.lab.yaml.stream.TimeSection;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The whole of a scenario's file. What it gives is a scenario only if no mistakes were noted. */
public final class ScenarioSection {
    private static final int CHANGES_MAX = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,59}");
    private static final String NAME_EXPECTED =
            "a name of letters, digits, hyphens and underscores that begins with a letter or digit (at most 60)";

    private final Lab lab;

    public ScenarioSection(Lab lab) {
        this.lab = lab;
    }

    /** Null where a mistake leaves nothing to go on. */
    public @Nullable Scenario read(YamlValue root) {
        YamlMap map = root.map("a map with scenario:, of:, from: and to:")
                .only("scenario", "title", "of", "model", "for", "from", "to", "zone", "seed", "keys", "changes");
        YamlValue named = map.require("scenario", "its name, which its events carry");
        String name = named == null ? null : name(named);
        ZoneId zone = map.read("zone", TimeSection::zone, ZoneOffset.UTC);
        int seed = map.read("seed", ScenarioSection::seed, 1);
        YamlValue of = map.require("of", "the stream whose events it changes");
        EventStream stream = of == null
                ? null
                : lab.streams().get(String.valueOf(of.oneOf(lab.streams().keySet())));
        if (of == null || stream == null) {
            return null;
        }
        SimulatedStream.check(of, stream, name);
        Basis basis = basis(map, stream, new ScenarioTimes(zone));
        Set<String> keys = map.read("keys", new KeySection(stream, Set.of())::read, Set.of());
        ChangeSection reader = new ChangeSection(stream, new ScenarioTimes(zone), basis, keys);
        List<Change> changes = changes(map.get("changes"), reader);
        if (name == null || basis == null) {
            return null;
        }
        return new Scenario(name, map.line("title", "text in quotes", name), stream, basis, zone, seed, keys, changes);
    }

    private static List<Change> changes(@Nullable YamlValue section, ChangeSection reader) {
        List<Change> changes = new ArrayList<>();
        if (section != null) {
            List<YamlValue> items = section.list("a list of changes");
            if (items.size() > CHANGES_MAX) {
                section.refuse(items.size() + " changes", "at most " + CHANGES_MAX);
            }
            for (YamlValue item : items.stream().limit(CHANGES_MAX).toList()) {
                Change change = reader.read(item);
                if (change != null) {
                    changes.add(change);
                }
            }
        }
        return changes;
    }

    private @Nullable Basis basis(YamlMap map, EventStream stream, ScenarioTimes times) {
        YamlValue model = map.get("model");
        return model == null ? history(map, times) : course(map, model, stream);
    }

    private static @Nullable Basis history(YamlMap map, ScenarioTimes times) {
        YamlValue length = map.get("for");
        if (length != null) {
            length.refuseName("for: without model:", "from: and to:, or a model: that runs on", null);
        }
        YamlValue first = map.require("from", "when the events begin that are replayed");
        YamlValue last = map.require("to", "when they end");
        Instant from = first == null ? null : times.read(first);
        Instant to = last == null ? null : times.read(last);
        if (from == null || to == null) {
            return null;
        }
        if (!from.isBefore(to)) {
            Objects.requireNonNull(last).refuse(last.found(), "a time after from:");
            return null;
        }
        return new Basis.History(from, to);
    }

    private @Nullable Basis course(YamlMap map, YamlValue value, EventStream stream) {
        for (String name : List.of("from", "to")) {
            YamlValue time = map.get(name);
            if (time != null) {
                time.refuseName(name + ": beside model:", "for:, as a model runs on from where it stands", null);
            }
        }
        List<String> models = lab.models().values().stream()
                .filter(model -> model.of().equals(stream.name()) && !model.isExternal())
                .map(Model::name)
                .toList();
        Model model = lab.models().get(String.valueOf(value.oneOf(models)));
        YamlValue length = map.require("for", "how far ahead, such as for: 7d");
        if (model == null || length == null) {
            return null;
        }
        SimulatedStream.checkCourse(value, stream, model);
        Integer slots = slots(length, model.every());
        return slots == null ? null : new Basis.Course(model, slots);
    }

    private static @Nullable Integer slots(YamlValue value, Duration every) {
        Duration most = every.multipliedBy(Model.HORIZON_MAX);
        Duration length = value.duration(every, most);
        if (length == null || length.compareTo(every) < 0 || length.compareTo(most) > 0) {
            return null;
        }
        if (length.toNanos() % every.toNanos() != 0) {
            value.refuse(value.found(), "a whole number of slots, as every: of the model has it");
            return null;
        }
        return Math.toIntExact(length.dividedBy(every));
    }

    private static @Nullable String name(YamlValue value) {
        String name = value.text(NAME_EXPECTED);
        if (name != null && !NAME.matcher(name).matches()) {
            value.refuse(NAME_EXPECTED);
        }
        return name;
    }

    private static @Nullable Integer seed(YamlValue value) {
        String expected = "a whole number from 1 to " + Scenario.SEED_MAX;
        Double seed = value.number(expected);
        if (seed != null && (seed != Math.rint(seed) || seed < 1 || seed > Scenario.SEED_MAX)) {
            value.refuse(expected);
            return null;
        }
        return seed == null ? null : seed.intValue();
    }
}
