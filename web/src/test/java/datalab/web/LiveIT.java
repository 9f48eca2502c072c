package datalab.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.log.AppendResult;
import datalab.log.KafkaLog;
import datalab.log.NewRecord;
import datalab.log.embedded.EmbeddedKafka;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Progress;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import datalab.web.live.LiveLogReads;
import datalab.web.rest.RejectSender;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Live events over a real Kafka and a real PostgreSQL; the test itself does what the speed layer does. */
class LiveIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;

    private final StoreLab lab = StoreLab.fresh();
    private final String path = "/labs/" + lab.lab().name() + "/live";
    private final PostgresStore store = new PostgresStore(POSTGRES.settings());
    private KafkaLog log;
    private RunningWeb web;

    @BeforeAll
    static void startKafka() {
        kafka = new EmbeddedKafka(folder, 0, false);
        kafka.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void prepare() {
        store.start();
        store.prepare(lab.lab());
        log = new KafkaLog(kafka.bootstrap());
        log.start();
        lab.lab().streams().values().forEach(stream -> log.ensureTopic(stream.topic(), 1));
        web = new RunningWeb(
                lab.lab(),
                store,
                new LiveLogReads(log::ends, log::tail, log::read),
                (reject, payload) -> new RejectSender.Outcome.Busy(Duration.ofSeconds(1), "not here"));
    }

    @AfterEach
    void stop() {
        web.close();
        log.close();
        store.close();
    }

    @Test
    void showsNewEventsAtOnce() throws Exception {
        try (Follower follower = follow("?stream=readings")) {
            Coordinate at = append("{\"name\": \"sensor1\", \"value\": 5.5}");

            JsonNode shown = follower.awaitFirst("event");

            assertThat(shown.get("stream").textValue()).isEqualTo("readings");
            assertThat(shown.at("/event/value").doubleValue()).isEqualTo(5.5);
            assertThat(shown.at("/event/_at").textValue()).isEqualTo(at.toString());
        }
    }

    @Test
    void showsRowsOnceTheStoreHasThem() throws Exception {
        try (Follower follower = follow("?view=by_name")) {
            Coordinate at = append("{\"name\": \"sensor1\", \"value\": 5.5}");
            assertThat(follower.frames).noneMatch(frame -> frame.name().equals("row"));
            process(at, "sensor1", 5.5);

            JsonNode shown = follower.awaitFirst("row");

            assertThat(shown)
                    .isEqualTo(JSON.readTree(
                            "{\"view\":\"by_name\",\"row\":{\"name\":\"sensor1\",\"n\":1,\"mean\":5.5,\"high\":5.5}}"));
        }
    }

    @Test
    void showsEverythingOfALabWhereNothingIsNamed() throws Exception {
        try (Follower follower = follow("")) {
            process(append("{\"name\": \"a\", \"value\": 1, \"timestamp\": \"" + StoreLab.START + "\"}"), "a", 1.0);

            follower.awaitFirst("event");
            follower.awaitFirst("row");

            await().untilAsserted(() -> assertThat(follower.frames)
                    .filteredOn(frame -> frame.name().equals("row"))
                    .hasSize(lab.lab().views().size()));
        }
    }

    @Test
    void passesOverWhatIsNoEvent() throws Exception {
        try (Follower follower = follow("?stream=readings")) {
            append("not JSON");
            append("{\"name\": \"b\"}");

            JsonNode shown = follower.awaitFirst("event");

            assertThat(shown.at("/event/name").textValue()).isEqualTo("b");
        }
    }

    @Test
    void saysWhereAFloodWasNotShownWhole() throws Exception {
        try (Follower follower = follow("?stream=readings")) {
            List<CompletableFuture<Coordinate>> flood = IntStream.range(0, 20_000)
                    .mapToObj(i -> appendLater("{\"name\": \"flood\", \"value\": " + i + "}"))
                    .toList();
            flood.forEach(CompletableFuture::join);
            await().untilAsserted(() -> assertThat(follower.seen()).isEqualTo(20_000));

            assertThat(follower.frames).anyMatch(frame -> frame.name().equals("gap"));
        }
    }

    @Test
    void goesOnWhereTheLineBroke() throws Exception {
        String lastId;
        try (Follower follower = follow("?stream=readings")) {
            append("{\"name\": \"before\"}");
            follower.awaitFirst("event");
            lastId = follower.lastId;
        }
        append("{\"name\": \"meanwhile\"}");
        append("not JSON");
        append("{\"name\": \"meanwhile too\"}");

        try (Follower follower = back("?stream=readings", lastId)) {
            await().until(() -> follower.shown("name").size() >= 2);
            append("{\"name\": \"after\"}");

            await().untilAsserted(() ->
                    assertThat(follower.shown("name")).containsExactly("meanwhile", "meanwhile too", "after"));
            assertThat(follower.lastId).isNotEqualTo(lastId);
        }
    }

    @Test
    void goesOnFromTheVeryBeginningOfALineWithoutEvents() throws Exception {
        String hello;
        try (Follower follower = follow("?stream=readings")) {
            await().until(() -> !follower.lastId.isEmpty());
            hello = follower.lastId;
        }
        append("{\"name\": \"meanwhile\"}");

        String seen;
        try (Follower follower = follow("?stream=readings&after=" + hello)) {
            await().untilAsserted(() -> assertThat(follower.shown("name")).containsExactly("meanwhile"));
            seen = follower.lastId;
        }
        append("{\"name\": \"later\"}");

        try (Follower follower = back("?stream=readings&after=" + hello, seen)) {
            await().untilAsserted(() -> assertThat(follower.shown("name")).containsExactly("later"));
        }
    }

    @Test
    void showsRowsThatChangedWhileTheLineWasDown() throws Exception {
        String lastId;
        try (Follower follower = follow("?view=by_name")) {
            await().until(() -> !follower.lastId.isEmpty());
            lastId = follower.lastId;
        }
        process(append("{\"name\": \"sensor1\", \"value\": 5.5}"), "sensor1", 5.5);

        try (Follower follower = back("?view=by_name", lastId)) {
            assertThat(follower.awaitFirst("row").at("/row/name").textValue()).isEqualTo("sensor1");
        }
    }

    @Test
    void saysThatThereIsAGapWhereTooMuchCameMeanwhile() throws Exception {
        String lastId;
        try (Follower follower = follow("?stream=readings")) {
            await().until(() -> !follower.lastId.isEmpty());
            lastId = follower.lastId;
        }
        IntStream.range(0, 10_001)
                .mapToObj(i -> appendLater("{\"name\": \"meanwhile\", \"value\": " + i + "}"))
                .toList()
                .forEach(CompletableFuture::join);

        try (Follower follower = back("?stream=readings", lastId)) {
            assertThat(follower.awaitFirst("gap")).isEqualTo(JSON.readTree("{\"missed\":10001,\"away\":true}"));
        }
    }

    @Test
    void saysThatThereIsAGapWhereNobodyKnowsWhatCameMeanwhile() throws Exception {
        String ahead = Base64.getUrlEncoder().encodeToString("readings:0=99999".getBytes(UTF_8));
        for (String unknown : List.of("1", "no id of ours", ahead)) {
            try (Follower follower = back("?stream=readings", unknown)) {
                assertThat(follower.awaitFirst("gap")).isEqualTo(JSON.readTree("{\"missed\":null,\"away\":true}"));
            }
        }
    }

    /** A newer process has changed one view in a way that this one cannot serve. */
    @Test
    void goesOnWithTheOtherViewsWhereOneIsServedByANewerFile() throws Exception {
        View changed = new View(
                lab.lab().name(),
                "by_name",
                "readings",
                List.of("ok"),
                null,
                lab.view("by_name").aggregates());
        Map<String, View> views = new HashMap<>(lab.lab().views());
        views.put("by_name", changed);
        try (PostgresStore newer = new PostgresStore(POSTGRES.settings());
                Follower follower = follow("?view=by_name,total")) {
            newer.start();
            newer.prepare(
                    new Lab(lab.lab().name(), "", lab.lab().folder(), lab.lab().streams(), views, List.of()));
            assertThat(web.get("/labs/" + lab.lab().name() + "/views/by_name").statusCode())
                    .isEqualTo(503);

            Coordinate at = append("{\"name\": \"sensor1\", \"value\": 5.5}");
            CommitBuilder step = CommitBuilder.of(lab.readings(), at.partition(), at.offset(), at.offset() + 1);
            step.events(lab.reading(at.partition(), at.offset(), "sensor1", 5.5));
            Progress begun = store.ledger().progress(lab.readings(), at.partition());
            Commit commit = step.epoch(begun.epoch()).folded(lab.fold("total")).commit();
            assertThat(store.ledger().commit(commit)).isInstanceOf(Commit.Outcome.Done.class);

            assertThat(follower.awaitFirst("row").get("view").textValue()).isEqualTo("total");
            assertThat(follower.ended).isNotDone();
        }
    }

    @Test
    void endsFollowersWhenItStops() throws Exception {
        Follower follower = follow("");

        web.close();

        await().untilAsserted(() -> assertThat(follower.ended).isDone());
    }

    private Coordinate append(String json) throws Exception {
        return appendLater(json).get();
    }

    private CompletableFuture<Coordinate> appendLater(String json) {
        CompletableFuture<Coordinate> kept = new CompletableFuture<>();
        NewRecord event = new NewRecord(lab.readings().topic(), "key", json.getBytes(UTF_8), Instant.now(), Map.of());
        log.append(event, result -> {
            switch (result) {
                case AppendResult.Kept done -> kept.complete(done.at());
                case AppendResult.Failed failed ->
                    kept.completeExceptionally(new IllegalStateException(failed.detail()));
            }
        });
        return kept;
    }

    private void process(Coordinate at, String name, double value) {
        CommitBuilder step = CommitBuilder.of(lab.readings(), at.partition(), at.offset(), at.offset() + 1);
        step.events(lab.reading(at.partition(), at.offset(), name, value));
        lab.lab().views().values().forEach(view -> step.folded(new ViewFold(view, lab.readings())));
        store.ledger().progress(lab.readings(), at.partition());
        assertThat(store.ledger().commit(step.commit())).isInstanceOf(Commit.Outcome.Done.class);
    }

    private Follower follow(String query) throws Exception {
        HttpResponse<InputStream> answer = web.client()
                .send(HttpRequest.newBuilder(web.uri(path + query)).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
        return new Follower(answer.body());
    }

    private record Frame(String name, JsonNode data) {}

    /** As a browser comes back by itself. */
    private Follower back(String query, String lastId) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(web.uri(path + query))
                .header("Last-Event-ID", lastId)
                .build();
        return new Follower(web.client()
                .send(request, HttpResponse.BodyHandlers.ofInputStream())
                .body());
    }

    /** Reads server-sent events until the server ends or it is closed. */
    private static final class Follower implements AutoCloseable {
        private final List<Frame> frames = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> ended;
        private final InputStream in;
        private volatile String lastId = "";

        Follower(InputStream in) {
            this.in = in;
            this.ended = CompletableFuture.runAsync(
                    this::read, task -> Thread.ofVirtual().start(task));
        }

        JsonNode awaitFirst(String name) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> frames.stream().anyMatch(frame -> frame.name().equals(name)));
            return frames.stream()
                    .filter(frame -> frame.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .data();
        }

        /** What an event's field has been, in the order in which they came. */
        List<String> shown(String field) {
            return frames.stream()
                    .filter(frame -> frame.name().equals("event"))
                    .map(frame -> frame.data().at("/event/" + field).asText())
                    .toList();
        }

        /** Events shown, and those of which a gap told. */
        long seen() {
            return frames.stream()
                    .mapToLong(frame -> frame.name().equals("gap")
                            ? frame.data().get("missed").longValue()
                            : 1)
                    .sum();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        private void read() {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
                String name = "";
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("event: ")) {
                        name = line.substring(7);
                    } else if (line.startsWith("id: ")) {
                        lastId = line.substring(4);
                    } else if (line.startsWith("data: ")) {
                        frames.add(new Frame(name, JSON.readTree(line.substring(6))));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
