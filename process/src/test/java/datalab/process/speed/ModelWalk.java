package datalab.process.speed;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.forecast.Forecast;
import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.forecast.Model;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.QualityTest;
import datalab.log.LogRecord;
import datalab.process.forecast.FitRun;
import datalab.process.forecast.ModelStepper;
import datalab.process.speed.BrokenModels.Plant;
import datalab.process.speed.BrokenModels.Published;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.forecast.FitLost;
import datalab.store.forecast.ModelChanges;
import datalab.store.forecast.ModelRow;
import datalab.store.forecast.ScoreMessage;
import datalab.store.ledger.Commit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A random walk over owners of partitions with models, which are killed between any two calls, frozen and taken over from, while
 * fits are made, killed and overtaken and events come late. After every step the states that count must be those of a replay of
 * all events, and each event that was on time must have its scores once, from what was known before it. Owned by one thread.
 */
final class ModelWalk {
    private static final int PARTITIONS = 2;
    private static final int KEYS = 3;
    private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");
    private static final Pattern SCORE = Pattern.compile(
            "\"model\":\"(\\w+)\",\"horizon\":\"PT(\\d+)M\",\"event\":\"([^\"]+)\".*\"expected\":([^,]+),\"sd\":([^,]+),");

    private final Lab lab;
    private final EventStream stream;
    private final Store store;
    private final Plant plant;
    private final Random chance;
    private final Interleaving owners;
    private final List<List<LogRecord>> log = new ArrayList<>();
    private final List<Published> published = new ArrayList<>();
    private final ModelFlags flags = new ModelFlags();
    private int clock;

    ModelWalk(Lab lab, Store store, Plant plant, long seed) {
        this.lab = lab;
        this.stream = Objects.requireNonNull(lab.streams().get("readings"));
        this.store = store;
        this.plant = plant;
        this.chance = new Random(seed);
        this.owners = new Interleaving(chance, 5, 25, this::act, Set.of(FitLost.class, FitRun.NotFitted.class));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            log.add(new ArrayList<>());
            store.ledger().progress(stream, partition);
        }
    }

    /** Walks, and says what was wrong first; empty where nothing was. */
    Optional<String> walk(int steps) {
        for (int step = 0; step < steps; step++) {
            act();
            Optional<String> wrong = owners.calmly(this::wrong);
            if (wrong.isPresent()) {
                return Optional.of("step " + step + ": " + wrong.get());
            }
        }
        return Optional.empty();
    }

    /** How many fits have come to count. */
    int fits() {
        return published.size();
    }

    /** How often flags from models were seen to say something. */
    int flagged() {
        return flags.evaluated();
    }

    /** A process that believes it owns a partition. */
    private final class Owner extends Interleaving.Walker {
        private final WalkedPartition partition;

        Owner(int number) {
            ModelStepper models = new ModelStepper(List.copyOf(lab.models().values()), stream, models());
            EventStepBuilder steps = new EventStepBuilder(
                    stream,
                    store.ledger(),
                    store.views(),
                    new Deduplicator(stream, store.ledger(), store.archive()),
                    models,
                    number);
            partition = new WalkedPartition(
                    new PartitionCommitter(
                            stream, number, new Seen(), store.archive().writer(), steps),
                    log.get(number),
                    chance);
        }

        @Override
        boolean step() {
            if (partition.step()) {
                return true;
            }
            partition.begin();
            return chance.nextBoolean();
        }
    }

    /** The ledger as an owner sees it. */
    private final class Seen extends DelegatedLedger {
        Seen() {
            super(store.ledger());
        }

        @Override
        public Commit.Outcome commit(Commit commit) {
            owners.between();
            Commit.Outcome outcome = store.ledger().commit(plant == Plant.LOST_SCORES ? withoutScores(commit) : commit);
            owners.between();
            if (outcome instanceof Commit.Outcome.EpochChanged) {
                flags.refolded(commit.events());
            }
            return outcome;
        }
    }

    private static Commit withoutScores(Commit commit) {
        return commit.refolded(
                commit.epoch(),
                commit.partials(),
                new ModelChanges(commit.models().states(), List.of()));
    }

    private BrokenModels models() {
        return new BrokenModels(store.models(), plant, owners::between, published);
    }

    private void act() {
        int what = chance.nextInt(100);
        if (what < 35) {
            append();
        } else if (what < 43) {
            owners.killable(() -> owners.join(new Owner(chance.nextInt(PARTITIONS))));
        } else if (what < 50) {
            owners.killable(this::fit);
        } else {
            owners.stepOne();
        }
    }

    private void fit() {
        boolean isExternal = published.isEmpty() || chance.nextInt(10) == 0; // it begins once
        List<Model> models = lab.models().values().stream()
                .filter(model -> model.isExternal() == isExternal)
                .toList();
        Model model = models.get(chance.nextInt(models.size()));
        new FitRun(model, stream, store.archive(), store.ledger(), models(), () -> false).run();
    }

    private void append() {
        int key = chance.nextInt(KEYS);
        List<LogRecord> partition = log.get(key % PARTITIONS);
        clock += chance.nextInt(3) * 20;
        int late = chance.nextInt(5) == 0 ? 60 * (1 + chance.nextInt(2)) : 0;
        String event = chance.nextInt(5) == 0 ? forecast() : "\"at\":\"%s\"".formatted(at(clock - late));
        String json =
                "{\"name\":\"s%d\",\"value\":%d.%d,%s}".formatted(key, chance.nextInt(30), chance.nextInt(10), event);
        Coordinate at = new Coordinate(key % PARTITIONS, partition.size());
        partition.add(new LogRecord(stream.topic(), at, json.getBytes(UTF_8), START, Map.of()));
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(Math.max(0, seconds));
    }

    /** One that a program sends, of a time to come or of what it has seen; of the external model or of another. */
    private String forecast() {
        int of = clock + 60 * chance.nextInt(4);
        String issued = chance.nextBoolean()
                ? ""
                : "\"issued\":\"%s\",\"sd\":%s,".formatted(at(of - 60 * chance.nextInt(5)), chance.nextInt(4));
        return "\"at\":\"%s\",%s\"model\":\"%s\",\"_origin\":\"modelled\""
                .formatted(at(of), issued, chance.nextInt(8) == 0 ? "other" : "neighbour");
    }

    private Optional<String> wrong() {
        Collection<ArchivedEvent> archived = LabFixture.archive(store, stream).values();
        List<Event> events = LabFixture.events(archived);
        Map<String, Set<Forecast>> forecasts = new HashMap<>();
        for (Published fit : published) {
            ModelReplay replay = new ModelReplay(fit, stream, events);
            if (store.models().version(fit.model()).generation() == fit.generation()) {
                Optional<String> differs = differs(fit.model(), replay.rows());
                if (differs.isPresent()) {
                    return differs;
                }
            }
            replay.forecasts()
                    .forEach((name, forecast) -> forecasts
                            .computeIfAbsent(fit.model().name() + " " + name, key -> new HashSet<>())
                            .add(forecast));
        }
        return scores(archived, events, forecasts);
    }

    private Optional<String> differs(Model model, Map<String, ModelRow> expected) {
        Map<String, ModelRow> kept = store.models().rows(store.models().version(model), names());
        if (!kept.keySet().equals(expected.keySet())) {
            return Optional.of(model.name() + " has " + kept.keySet() + ", expected " + expected.keySet());
        }
        for (Map.Entry<String, ModelRow> row : expected.entrySet()) {
            ModelRow found = Objects.requireNonNull(kept.get(row.getKey()));
            if (!Arrays.equals(found.parameters(), row.getValue().parameters())) {
                return Optional.of("parameters of " + model.name() + " of " + row.getKey() + " differ");
            }
            if (!Arrays.equals(found.state(), row.getValue().state())) {
                return Optional.of("the state of " + model.name() + " of " + row.getKey() + " differs");
            }
        }
        return Optional.empty();
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            names.add("s" + key);
        }
        return names;
    }

    private Optional<String> scores(
            Collection<ArchivedEvent> archived, List<Event> events, Map<String, Set<Forecast>> forecasts) {
        Map<String, Forecast> scored = new HashMap<>();
        for (ScoreMessage message : store.models().unsent(lab.name(), 100_000)) {
            Matcher score = SCORE.matcher(message.json());
            if (!score.find()) {
                return Optional.of("not a score: " + message.json());
            }
            String name = score.group(1) + " " + ModelReplay.name(score.group(3), Integer.parseInt(score.group(2)));
            Forecast forecast = new Forecast(Double.parseDouble(score.group(4)), Double.parseDouble(score.group(5)));
            if (scored.put(name, forecast) != null) {
                return Optional.of("a second score of " + name);
            }
            if (!forecasts.getOrDefault(name, Set.of()).contains(forecast)) {
                return Optional.of(message.json() + ", expected one of " + forecasts.get(name));
            }
        }
        return missing(events, scored.keySet()).or(() -> flags(archived, scored, forecasts));
    }

    private Optional<String> flags(
            Collection<ArchivedEvent> archived, Map<String, Forecast> scored, Map<String, Set<Forecast>> forecasts) {
        for (QualityTest test : stream.quality()) {
            String model = test instanceof QualityTest.Residual residual ? residual.model() : "";
            for (ArchivedEvent event : archived) {
                String name = model + " " + ModelReplay.name(event.event().at().toString(), 1);
                Optional<String> wrong = flags.wrong(
                        event,
                        test.name(),
                        Optional.ofNullable(scored.get(name)),
                        forecasts.getOrDefault(name, Set.of()));
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return Optional.empty();
    }

    /** Where one fit alone has counted since the slot of an event was opened, what it forecast of it was scored. */
    private Optional<String> missing(List<Event> events, Set<String> scored) {
        for (Model model : lab.models().values()) {
            for (Published fit : published) {
                if (!fit.model().equals(model)) {
                    continue;
                }
                Set<String> forecasts =
                        new ModelReplay(fit, stream, events).forecasts().keySet();
                for (Event event : events) {
                    String name = ModelReplay.name(event.at().toString(), 1);
                    if (!fit.from().covers(event.at())
                            && forecasts.contains(name)
                            && opens(events, event, fit)
                            && !scored.contains(model.name() + " " + name)) {
                        return Optional.of("no score of " + model.name() + " " + name);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the slot of an event was opened while the fit counted. */
    private boolean opens(List<Event> events, Event event, Published fit) {
        long slot = event.time().getEpochSecond() / 60;
        return events.stream()
                .filter(other -> Objects.equals(other.value(0), event.value(0))
                        && fit.from().covers(other.at()))
                .allMatch(other -> other.time().getEpochSecond() / 60 < slot);
    }
}
