package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same users come over HTTP, MQTT, files and Kafka at the same time, again and again, while DataLab is killed, started,
 * shared with another process, recomputed and compacted: each is there once, as it came first, and each repeat is counted, or
 * a reject where it has another name.
 */
final class UniqueIT {
    /** How many users are new in each round. */
    private static final int NEW = Integer.getInteger("unique.users", 200);

    private static final long SEED =
            Long.getLong("unique.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final Random chance = new Random(SEED);
    private String lab = "";
    private Map<Integer, Coordinate> places = Map.of();
    private int users;

    @BeforeEach
    void makeLab() throws IOException {
        lab = Files.readString(Path.of("../labs/users/lab.yaml"))
                .replace("{http: POST /ingress/user}", "{http: POST /ingress/user, mqtt: users, csv: drop/*.csv}");
        assertThat(lab).contains("mqtt: users");
        Files.createDirectories(folder.resolve("labs/users"));
        Files.writeString(folder.resolve("labs/users/lab.yaml"), lab);
    }

    @Test
    void keepsEachIdOnceByWhateverWayItComesAndWhateverHappens() throws Exception {
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
                DataLabProcess other = new DataLabProcess(folder.resolve("labs"), folder.resolve("other"))
                        .withRole("ingest,process")
                        .sharing(datalab);
                UniqueSenders senders = new UniqueSenders(datalab, chance)) {
            drop(senders);
            datalab.start();
            begin(senders);
            assertThatEachIsThereOnce("all ways at once", datalab, senders);

            begin(senders);
            senders.awaitMore(chance.nextInt(2 * users));
            drop(senders);
            datalab.kill();
            datalab.start();
            assertThatEachIsThereOnce("SIGKILL", datalab, senders);

            begin(senders);
            drop(senders);
            joinAndLeave(datalab, other);
            assertThatEachIsThereOnce("another process", datalab, senders);

            for (String kind : List.of("recompute", "compact")) {
                begin(senders);
                batch(kind, datalab);
                assertThatEachIsThereOnce(kind, datalab, senders);
                batch(kind, datalab);
                assertThatBatchLayerHasAll(ArchivedFold.awaitSettled(datalab, lab, AT_MOST));
            }
            assertThatTheFirstCounts(datalab, senders);
        }
    }

    private void drop(UniqueSenders senders) throws IOException {
        senders.drop(folder.resolve("labs/users/drop"), Math.max(users, NEW));
    }

    private void begin(UniqueSenders senders) {
        int known = users;
        users += NEW;
        senders.begin(known, users);
    }

    /** Takes some of the partitions, in the midst of the sending, and gives them back. */
    private static void joinAndLeave(DataLabProcess datalab, DataLabProcess other) {
        SharedPartitions partitions = new SharedPartitions(datalab, "users", "users");
        other.start();
        partitions.awaitShared(datalab, other);
        other.stop();
        partitions.awaitTakenOver(datalab);
    }

    private static void batch(String kind, DataLabProcess datalab) {
        UserBatches batches = new UserBatches(datalab);
        assertThat(batches.awaitOver(batches.ask(kind)))
                .allSatisfy(run ->
                        assertThat(run.get("state").textValue()).as("" + run).isEqualTo("done"));
    }

    private void assertThatEachIsThereOnce(String after, DataLabProcess datalab, UniqueSenders senders)
            throws Exception {
        senders.finish();
        ArchivedFold archive = ArchivedFold.awaitSettled(datalab, lab, AT_MOST);
        System.out.printf("unique test: seed %d, after %s %d users, %s%n", SEED, after, users, senders);

        assertThat(archive.ids())
                .as(after)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, users).boxed().toList());
        for (String view : archive.views()) {
            assertThat(archive.served(view)).as(view + " after " + after).isEqualTo(archive.folded(view));
        }
        assertThat(registered(archive, "merged")).as(after).isEqualTo(users);
        assertThat(registered(archive, "batch") + registered(archive, "speed"))
                .as(after)
                .isEqualTo(users);
        Map<Integer, Coordinate> now = new HashMap<>();
        archive.events().forEach((id, event) -> now.put(id, event.at()));
        assertThat(now).as("kept stays kept, after " + after).containsAllEntriesOf(places);
        places = now;
        assertThatRepeatsAreCounted(after, datalab, senders);
    }

    /** All that is in the log and no new user: what was acknowledged, and of the rest what came with a lost answer. */
    private void assertThatRepeatsAreCounted(String after, DataLabProcess datalab, UniqueSenders senders)
            throws IOException {
        JsonNode stream = JSON.readTree(datalab.get("/labs/users").body()).at("/streams/0");
        long inLog = 0;
        for (JsonNode partition : stream.get("partitions")) {
            inLog += partition.get("end_offset").asLong();
        }
        assertThat(inLog).as(after).isBetween(senders.acknowledged(), senders.attempted());
        assertThat(stream.get("accepted").asLong()).as(after).isEqualTo(users);
        assertThat(stream.get("duplicates").asLong() + stream.get("rejected").asLong())
                .as(after)
                .isEqualTo(inLog - users);
    }

    private static void assertThatBatchLayerHasAll(ArchivedFold archive) throws IOException {
        for (String view : archive.views()) {
            assertThat(archive.served(view, "batch")).as(view).isEqualTo(archive.folded(view));
            assertThat(archive.served(view, "speed")).as(view).isEmpty();
        }
    }

    /** In the order of its partition; and each way had users that came by it first, or it would show nothing here. */
    private void assertThatTheFirstCounts(DataLabProcess datalab, UniqueSenders senders) throws IOException {
        FirstInLog first = FirstInLog.read(datalab.kafka(), KafkaWayIn.TOPIC);
        Map<Integer, Event> archived =
                ArchivedFold.awaitSettled(datalab, lab, AT_MOST).events();

        assertThat(first.places())
                .hasSize(users)
                .allSatisfy((id, places) -> assertThat(places)
                        .contains(Objects.requireNonNull(archived.get(id)).at()));
        assertThatOtherNamesAreRejects(datalab, first, archived);
        for (String way : senders.ways()) {
            assertThat(archived.values()).anyMatch(event -> name(event).startsWith(way + " "));
        }
    }

    private static void assertThatOtherNamesAreRejects(
            DataLabProcess datalab, FirstInLog log, Map<Integer, Event> archived) throws IOException {
        long others = archived.entrySet().stream()
                .mapToLong(user -> log.names().getOrDefault(user.getKey(), List.of()).stream()
                        .filter(name -> !name.equals(name(user.getValue())))
                        .count())
                .sum();
        JsonNode stream = JSON.readTree(datalab.get("/labs/users").body()).at("/streams/0");
        assertThat(stream.get("rejected").asLong()).isEqualTo(others).isPositive();
        JsonNode last =
                JSON.readTree(datalab.get("/labs/users/rejects?limit=1").body()).at("/rows/0");
        assertThat(last.get("reason").asText()).isEqualTo("other_values");
        assertThat(last.get("field").asText()).isEqualTo("name");
    }

    private static String name(Event event) {
        return String.valueOf(event.value(event.stream().indexOf("name")));
    }

    private static int registered(ArchivedFold archive, String layer) throws IOException {
        return archive.served("registered", layer).stream()
                .mapToInt(row -> row.get("n").asInt())
                .sum();
    }
}
