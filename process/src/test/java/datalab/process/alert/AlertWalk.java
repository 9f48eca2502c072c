package datalab.process.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.Lab;
import datalab.lab.alert.Alert;
import datalab.lab.alert.AlertState;
import datalab.process.alert.BrokenAlerts.Killed;
import datalab.process.alert.BrokenAlerts.Plant;
import datalab.process.alert.WalkedEvents.Reading;
import datalab.store.Store;
import datalab.store.alert.AlertEpisode;
import datalab.store.alert.EpisodeQuery;
import datalab.store.alert.FoundEpisode;
import datalab.store.output.OutputId;
import datalab.store.output.OutputLeaseLost;
import datalab.testkit.store.StoreLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Walks at random through everything that can happen to alerts: events in time and late ones, a clock that goes on, batches,
 * followers that are killed or stand still while others go on, a log that takes a message and does not say so. When all is
 * quiet, what is kept must be what all events say, and what was told must be it too, each thing once. Owned by one thread.
 */
final class AlertWalk {
    private static final int PARTITIONS = 2;
    private static final int NAMES = 4;
    private static final int DANGER = 25;
    /** So few that groups are looked at in several steps. */
    private static final int POINTS_MAX = 7;

    private static final int STEPS_TO_REST = 400;
    private static final int EPISODES_MAX = 10_000;
    private static final @Nullable Double[] VALUES = {1.0, 2.0, 4.0, 6.0, 7.0, 9.0, 9.0, null};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Random random;
    private final Store store;
    private final Lab lab;
    private final Plant plant;
    private final WalkedEvents events;
    private final List<AlertFollower> followers = new ArrayList<>();
    private final Map<AlertFollower, Boolean> begun = new HashMap<>();
    /** What the stream of messages has: the first of each episode and number. */
    private final Map<String, TreeMap<Integer, JsonNode>> told = new LinkedHashMap<>();

    private Instant now = StoreLab.START;
    private int danger = DANGER;

    AlertWalk(Store store, Lab lab, Plant plant, long seed) {
        this.random = new Random(seed);
        this.store = store;
        this.lab = lab;
        this.plant = plant;
        this.events = new WalkedEvents(store, lab);
    }

    /** The first fault that was found when all was quiet. */
    Optional<String> walk(int steps) {
        for (int step = 0; step < steps; step++) {
            something();
            if (step % 20 == 19) {
                String fault = quiet();
                if (fault != null) {
                    return Optional.of("step " + step + ": " + fault);
                }
            }
        }
        return Optional.ofNullable(quiet());
    }

    private void something() {
        int what = random.nextInt(100);
        if (what < 40) {
            commit();
        } else if (what < 55) {
            now = now.plusMillis(random.nextInt(12_000));
        } else if (what < 57) {
            events.recompute();
        } else if (what < 68 || followers.isEmpty()) {
            List<Alert> all = List.copyOf(lab.alerts().values());
            followers.add(follower(all.get(random.nextInt(all.size())), true));
        } else {
            go(followers.get(random.nextInt(followers.size())));
        }
    }

    private void commit() {
        List<Reading> readings = new ArrayList<>();
        int partition = random.nextInt(PARTITIONS);
        for (int i = random.nextInt(3); i >= 0; i--) {
            String name = "n" + (random.nextInt(NAMES / PARTITIONS) * PARTITIONS + partition);
            readings.add(new Reading(name, time(), VALUES[random.nextInt(VALUES.length)]));
        }
        events.commit(partition, readings);
    }

    /** Most events are of now; some come late, some of them very late. */
    private Instant time() {
        int late = random.nextInt(10);
        long millis = late < 7 ? 0 : late < 9 ? random.nextInt(60_000) : random.nextInt(400_000);
        return now.minusMillis(millis);
    }

    private AlertFollower follower(Alert alert, boolean isInDanger) {
        Runnable around = isInDanger ? this::danger : () -> {};
        AlertFollower.Stores stores =
                new AlertFollower.Stores(store.outputs(), BrokenAlerts.ledger(store.alerts(), plant, around));
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        return new AlertFollower(
                lab,
                alert,
                AlertLayer.points(lab, alert, POINTS_MAX),
                stores,
                (stream, messages) -> messages.forEach(json -> take(json, around)),
                clock,
                new Semaphore(100));
    }

    /** The log takes it, and may be cut off before or after. */
    private void take(String json, Runnable around) {
        around.run();
        try {
            JsonNode message = JSON.readTree(json);
            told.computeIfAbsent(message.path("episode").asText(), episode -> new TreeMap<>())
                    .putIfAbsent(message.path("number").asInt(), message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        around.run();
    }

    /** Around each call of a follower: it is killed, or stands still while others act. */
    private void danger() {
        if (danger == 0) {
            return;
        }
        if (random.nextInt(danger) == 0) {
            throw new Killed();
        }
        if (random.nextInt(12) == 0) {
            int before = danger;
            danger = 0; // one after another stands still
            try {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    something();
                }
            } finally {
                danger = before;
            }
        }
    }

    private void go(AlertFollower follower) {
        followers.remove(follower); // it cannot act while it stands still
        try {
            if (begun.putIfAbsent(follower, true) == null) {
                follower.begin();
            }
            follower.step();
            followers.add(follower);
        } catch (Killed | OutputLeaseLost end) {
            follower.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable String quiet() {
        followers.clear();
        for (Alert alert : lab.alerts().values()) {
            rest(follower(alert, false));
            TreeSet<String> kept = new TreeSet<>();
            for (FoundEpisode found : store.alerts()
                    .episodes(new EpisodeQuery(List.of(OutputId.of(alert)), null, null, null, null, EPISODES_MAX))) {
                AlertEpisode episode = found.episode();
                String wrong = wrong(episode);
                if (wrong != null) {
                    return alert.name() + ": " + wrong;
                }
                if (episode.state() != AlertState.WITHDRAWN) {
                    String name = episode.group().values().replaceAll("[^a-z0-9]", "");
                    kept.add(ExpectedSpans.text(name, episode.since(), episode.until()));
                }
            }
            Set<String> expected = ExpectedSpans.of(alert, events.all(), now);
            if (!kept.equals(expected)) {
                TreeSet<String> missing = new TreeSet<>(expected);
                missing.removeAll(kept);
                kept.removeAll(expected);
                return alert.name() + " at " + now + ": missing " + missing + ", too many " + kept;
            }
        }
        return null;
    }

    private static void rest(AlertFollower follower) {
        try {
            follower.begin();
            for (int steps = 0; follower.step() >= 0; steps++) {
                if (steps > STEPS_TO_REST) {
                    throw new AssertionError("no rest after " + steps + " steps");
                }
            }
            follower.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was told of an episode: it fires, has ended, was nothing; no two in a row say the same, none is missing. */
    private @Nullable String wrong(AlertEpisode episode) {
        Map<Integer, JsonNode> messages = told.getOrDefault(episode.id(), new TreeMap<>());
        String before = "";
        int number = 0;
        for (Map.Entry<Integer, JsonNode> message : messages.entrySet()) {
            String state = message.getValue().path("state").asText();
            number++;
            if (message.getKey() != number || state.equals(before) || (before.isEmpty() && !state.equals("firing"))) {
                return "told " + messages + " of " + episode;
            }
            before = state;
        }
        return before.equals(episode.state().text()) ? null : "told " + messages.values() + " of " + episode;
    }
}
