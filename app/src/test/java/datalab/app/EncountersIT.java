package datalab.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.geo.Wgs84;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills DataLab with SIGKILL while locations come in, late ones too, and compares its encounters with those of all pairs of
 * locations in the archive. More: {@code -Dencounters.rounds=10}.
 */
final class EncountersIT {
    private static final int ROUNDS = Integer.getInteger("encounters.rounds", 2);
    private static final long SEED =
            Long.getLong("encounters.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    private static final int SENT_A_ROUND = 2_000;
    private static final int SENT_AT_ONCE = 100;
    private static final int PERSONS = 12;
    private static final double METRES = 5;
    private static final Duration WITHIN = Duration.ofMinutes(1);
    private static final Instant START = Instant.parse("2026-05-14T09:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VIEW = "/labs/fair/views/encounters";

    @TempDir
    Path folder;

    private final Random chance = new Random(SEED);
    private int sent;

    @Test
    void encountersAreThoseOfAllPairsOfLocationsAfterKillsLateOnesAndARecompute() throws IOException {
        Files.createDirectories(folder.resolve("labs/fair"));
        Files.writeString(folder.resolve("labs/fair/lab.yaml"), """
                lab: fair
                streams:
                  locations:
                    key: person_id
                    unique: [person_id, id]
                    time: at
                    fields: {person_id: integer, id: integer, latitude: number, longitude: number}
                    position: [latitude, longitude]
                views:
                  encounters: {of: locations, who: person_id, meet: {distance: 5, within: 1m}}
                """);
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            datalab.start();
            for (int round = 0; round < ROUNDS; round++) {
                send(datalab);
                ask(datalab, round % 2 == 0 ? "recompute" : "compact");
                datalab.kill(); // whatever it was doing: the last locations are hardly taken yet
                datalab.start();
            }
            send(datalab);

            Map<String, String> expected = ofAllPairs(settled(datalab));
            assertThat(rows(datalab)).as("seed " + SEED).isEqualTo(expected);
            assertThat(expected).hasSizeGreaterThan(PERSONS);
            awaitOver(datalab, ask(datalab, "recompute"));
            assertThat(rows(datalab)).as("recomputed, seed " + SEED).isEqualTo(expected);
            JsonNode verified = awaitOver(datalab, ask(datalab, "verify"));
            assertThat(verified.get("differing").asLong())
                    .as(verified.toString())
                    .isZero();
        }
    }

    /** Each until it is acknowledged, so some come twice; at any time of the last minutes. */
    private void send(DataLabProcess datalab) {
        for (int end = sent + SENT_A_ROUND; sent < end; sent += SENT_AT_ONCE) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < SENT_AT_ONCE; i++) {
                lines.append("{\"person_id\":%d,\"id\":%d,\"latitude\":%s,\"longitude\":%s,\"at\":\"%s\"}%n"
                        .formatted(
                                chance.nextInt(PERSONS),
                                sent + i,
                                51.5 + chance.nextInt(40) * 1e-5,
                                chance.nextInt(60) * 1e-5,
                                START.plusMillis(sent * 500L - chance.nextInt(900_000))));
            }
            HttpResponse<String> answer =
                    datalab.post("/labs/fair/streams/locations", "application/x-ndjson", lines.toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    private static JsonNode ask(DataLabProcess datalab, String kind) throws IOException {
        HttpResponse<String> answer = datalab.post(VIEW + "/batches?kind=" + kind, "application/json", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JSON.readTree(answer.body());
    }

    private static JsonNode awaitOver(DataLabProcess datalab, JsonNode asked) {
        String path = VIEW + "/batches/" + asked.get("id").asLong();
        return Awaitility.await().atMost(LONG).until(() -> json(datalab, path), run -> {
            String state = run.path("state").asText();
            assertThat(state).as(run.toString()).isNotEqualTo("failed");
            return state.equals("done");
        });
    }

    /** The locations in the archive once all have been taken. */
    private static List<JsonNode> settled(DataLabProcess datalab) throws IOException {
        Awaitility.await().atMost(LONG).until(() -> json(datalab, "/labs/fair"), lab -> {
            assertThat(lab.at("/views/0/alarm").isNull()).as(lab.toString()).isTrue();
            return lab.at("/streams/0/lag").asLong(-1) == 0
                    && lab.at("/views/0/lag").asLong(-1) == 0;
        });
        return all(datalab, "/labs/fair/streams/locations?limit=10000");
    }

    private static Map<String, String> rows(DataLabProcess datalab) throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (JsonNode row : all(datalab, VIEW + "?limit=10000")) {
            String pair = row.get("person_id") + " " + row.get("other_person_id");
            rows.put(
                    pair,
                    row.get("contacts") + " " + row.get("closest").asDouble() + " "
                            + row.get("first").asText() + " " + row.get("last").asText() + " "
                            + row.get("dwell").asDouble());
        }
        return rows;
    }

    private record Location(long person, Instant at, double latitude, double longitude) {
        static Location of(JsonNode event) {
            return new Location(
                    event.get("person_id").asLong(),
                    Instant.parse(event.get("at").asText()),
                    event.get("latitude").asDouble(),
                    event.get("longitude").asDouble());
        }
    }

    /** By the words of the documentation, one pair after the other. */
    private static Map<String, String> ofAllPairs(List<JsonNode> events) {
        List<Location> locations = events.stream().map(Location::of).toList();
        Map<String, Encounter> encounters = new TreeMap<>();
        for (Location one : locations) {
            for (Location other : locations) {
                if (one.person < other.person && isContact(one, other)) {
                    encounters
                            .computeIfAbsent(one.person + " " + other.person, pair -> new Encounter())
                            .add(one, other);
                }
            }
        }
        Map<String, String> rows = new TreeMap<>();
        encounters.forEach((pair, encounter) -> rows.put(pair, encounter.toString()));
        return rows;
    }

    private static boolean isContact(Location one, Location other) {
        return Duration.between(one.at, other.at).abs().compareTo(WITHIN) <= 0 && apart(one, other) <= METRES;
    }

    private static double apart(Location one, Location other) {
        return Wgs84.metres(one.latitude, one.longitude, other.latitude, other.longitude);
    }

    private static final class Encounter {
        private final List<Instant[]> times = new ArrayList<>();
        private double closest = Double.POSITIVE_INFINITY;

        void add(Location one, Location other) {
            boolean inOrder = one.at.isBefore(other.at);
            times.add(new Instant[] {inOrder ? one.at : other.at, inOrder ? other.at : one.at});
            closest = Math.min(closest, apart(one, other));
        }

        @Override
        public String toString() {
            times.sort((a, b) -> a[0].compareTo(b[0]));
            Instant last = times.getFirst()[0];
            Duration dwell = Duration.ZERO;
            for (Instant[] time : times) {
                Instant from = time[0].isAfter(last) ? time[0] : last;
                if (time[1].isAfter(from)) {
                    dwell = dwell.plus(Duration.between(from, time[1]));
                    last = time[1];
                }
            }
            return times.size() + " " + closest + " " + times.getFirst()[0] + " " + last + " " + dwell.toMillis() / 1e3;
        }
    }

    private static List<JsonNode> all(DataLabProcess datalab, String path) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        JsonNode page = json(datalab, path);
        page.get("rows").forEach(all::add);
        while (!page.get("after").isNull()) {
            page = json(datalab, path + "&after=" + page.get("after").asText());
            page.get("rows").forEach(all::add);
        }
        return all;
    }

    private static JsonNode json(DataLabProcess datalab, String path) throws IOException {
        return JSON.readTree(datalab.get(path).body());
    }
}
