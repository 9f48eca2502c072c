package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import datalab.lab.view.ViewFold;
import datalab.store.ledger.Commit;
import datalab.store.postgres.PostgresStore;
import datalab.store.retention.Retained;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import datalab.web.live.LiveLogReads;
import datalab.web.rest.RejectSender;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way out over a real PostgreSQL. */
class StoreWebIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant ARRIVED = Instant.parse("2026-03-01T12:00:00.123456Z");

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private final StoreLab lab = StoreLab.fresh();
    private final String path = "/labs/" + lab.lab().name();
    private final PostgresStore store = new PostgresStore(POSTGRES.settings());
    private final RunningWeb web = new RunningWeb(
            lab.lab(),
            store,
            new LiveLogReads(
                    topic -> new Offsets(Map.of(0, 300L, 1, 300L)),
                    topics -> RunningWeb.noTail(),
                    (ranges, each) -> true),
            this::resend);

    @BeforeEach
    void prepare() {
        store.start();
        store.prepare(lab.lab());
    }

    @AfterEach
    void stop() {
        web.close();
        store.close();
    }

    @ParameterizedTest
    @CsvSource({"asc, 7", "desc, 7", "asc, 100", "desc, 250"})
    void allPagesTogetherHoldEachEventOnceInOrder(String order, int limit) throws Exception {
        keepReadings(250);

        List<JsonNode> rows = pages("/streams/readings?limit=" + limit + "&order=" + order);

        assertThat(rows)
                .extracting(row -> row.get("_at").textValue())
                .hasSize(250)
                .doesNotHaveDuplicates();
        assertThat(rows)
                .extracting(row -> Instant.parse(row.get("_time").textValue()))
                .isSortedAccordingTo((a, b) -> order.equals("asc") ? a.compareTo(b) : b.compareTo(a));
    }

    @ParameterizedTest
    @CsvSource({"per_minute, asc, 3", "per_minute, desc, 4", "by_name, asc, 2", "per_name_and_state, asc, 1"})
    void allPagesOfAViewTogetherHoldEachRowOnce(String view, String order, int limit) throws Exception {
        keepReadings(250);

        List<JsonNode> paged = pages("/views/" + view + "?limit=" + limit + "&order=" + order);
        List<JsonNode> whole = pages("/views/" + view + "?limit=10000&order=" + order);

        assertThat(paged).isEqualTo(whole).doesNotHaveDuplicates();
        assertThat(paged.stream().mapToLong(row -> row.get("n").longValue()).sum())
                .isEqualTo(250);
    }

    @Test
    void answersRowsOfAView() throws Exception {
        commit(readings(0, 0, 4).folded(fold("per_minute")));

        HttpResponse<String> answer = web.get(path + "/views/per_minute?name=sensor1");

        assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree("""
                {"rows": [{"name": "sensor1", "window_start": "2026-03-01T12:00:00Z", "n": 1, "mean": 1.5}],
                 "after": null}
                """));
    }

    @Test
    void writesRowsOfAViewAsCsv() {
        commit(readings(0, 0, 4).folded(fold("per_minute")));

        HttpResponse<String> answer = web.get(path + "/views/per_minute?format=csv&limit=1");

        assertThat(answer.body()).isEqualTo("""
                name,window_start,n,mean
                sensor0,2026-03-01T12:00:00Z,2,2.25
                """);
        assertThat(answer.headers().firstValue("link").orElse("")).contains("format=csv", "rel=\"next\"");
    }

    @Test
    void tellsWhatWasRefusedAndSendsItAgainOnce() throws Exception {
        commit(CommitBuilder.of(lab.readings(), 0, 0, 1).rejects(reject("{\"name\": 5}")));

        JsonNode listed = JSON.readTree(web.get(path + "/rejects").body()).at("/rows/0");
        String retry = path + "/rejects/" + listed.get("id").textValue() + "/retry";
        HttpResponse<String> asItWas = web.post(retry, "");
        HttpResponse<String> mended = web.post(retry, "{\"name\": \"five\"}", "Content-Type", "application/json");
        HttpResponse<String> again = web.post(retry, "");

        assertThat(listed.get("reason").textValue()).isEqualTo("wrong_type");
        assertThat(listed.get("payload").textValue()).isEqualTo("{\"name\": 5}");
        assertThat(asItWas.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(asItWas.body()).get("reason").textValue()).isEqualTo("wrong_type");
        assertThat(mended.statusCode()).as(mended.body()).isEqualTo(201);
        assertThat(JSON.readTree(mended.body()).get("name").textValue()).isEqualTo("five");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(JSON.readTree(web.get(path + "/rejects").body())
                        .at("/rows/0/retried_at")
                        .isTextual())
                .isTrue();
    }

    @Test
    void countsRejectsWithTheirStream() throws Exception {
        commit(CommitBuilder.of(lab.readings(), 0, 0, 1).rejects(reject("5")));

        JsonNode summary = JSON.readTree(web.get("/labs").body()).at("/labs/0");
        JsonNode stream = JSON.readTree(web.get(path).body()).at("/streams/0");

        assertThat(summary.get("rejected").intValue()).isEqualTo(1);
        assertThat(stream.get("rejected").intValue()).isEqualTo(1);
        assertThat(stream.get("lag").intValue()).isEqualTo(599);
    }

    @Test
    void showsNoEventFromBeforeTheHorizonAndSaysSo() throws Exception {
        commit(readings(0, 0, 4));
        Instant newest = Instant.parse(JSON.readTree(
                        web.get(path + "/streams/readings?order=desc&limit=1").body())
                .at("/rows/0/_time")
                .textValue());
        JsonNode before = JSON.readTree(web.get(path).body()).at("/streams/0");

        store.horizons().raise(Retained.of(lab.readings()), newest);

        JsonNode rows = JSON.readTree(web.get(path + "/streams/readings?order=asc&to=2099-01-01T00:00:00Z")
                .body());
        JsonNode after = JSON.readTree(web.get(path).body()).at("/streams/0");
        assertThat(rows.get("rows"))
                .isNotEmpty()
                .allMatch(row -> !Instant.parse(row.get("_time").textValue()).isBefore(newest));
        assertThat(before.get("kept_since").isNull()).isTrue();
        assertThat(after.get("kept_since").textValue()).isEqualTo(newest.toString());
        assertThat(after.get("retain").isNull()).isTrue();
    }

    /** Readings of seven sensors with times that go back and forth, in two partitions, folded into all views. */
    private void keepReadings(int count) {
        Random random = new Random(7);
        int half = count / 2;
        for (int partition = 0; partition < 2; partition++) {
            CommitBuilder step = CommitBuilder.of(lab.readings(), partition, 0, half);
            for (int i = 0; i < half; i++) {
                Instant time = StoreLab.START.plusSeconds(random.nextInt(300));
                String name = i % 11 == 0 ? null : "sensor" + random.nextInt(7);
                step.events(StoreLab.event(
                        lab.readings(), new Coordinate(partition, i), time, name, i / 2.0, null, i % 3 == 0, null));
            }
            lab.lab().views().values().forEach(view -> step.folded(fold(view.name())));
            commit(step);
        }
    }

    private CommitBuilder readings(int partition, int from, int until) {
        CommitBuilder step = CommitBuilder.of(lab.readings(), partition, from, until);
        for (int i = from; i < until; i++) {
            step.events(lab.reading(partition, i, "sensor" + i % 3, i * 1.5));
        }
        return step;
    }

    private void commit(CommitBuilder step) {
        Commit commit = step.commit();
        store.ledger().progress(commit.stream(), commit.partition());
        assertThat(store.ledger().commit(commit)).isInstanceOf(Commit.Outcome.Done.class);
    }

    private ViewFold fold(String view) {
        return new ViewFold(lab.view(view), lab.readings());
    }

    private List<JsonNode> pages(String query) throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String after = "";
        do {
            HttpResponse<String> answer = web.get(path + query + after);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode page = JSON.readTree(answer.body());
            page.get("rows").forEach(rows::add);
            after = page.get("after").isNull()
                    ? ""
                    : "&after=" + page.get("after").textValue();
            assertThat(seen.add(after)).as("cursors move on").isTrue();
        } while (!after.isEmpty());
        return rows;
    }

    private Reject reject(String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return new Reject(
                lab.readings().topic() + ":0:0",
                lab.lab().name(),
                "readings",
                "http",
                RejectReason.WRONG_TYPE,
                "name",
                "name is a number, expected a string",
                bytes,
                bytes.length,
                ARRIVED,
                null);
    }

    private RejectSender.Outcome resend(Reject reject, byte[] payload) {
        EventStream stream = lab.readings();
        return switch (new EventDecoder(stream).decode(payload, 0, payload.length)) {
            case DecodeResult.Accepted accepted ->
                new RejectSender.Outcome.Kept(new Event(stream, accepted.payload(), ARRIVED, new Coordinate(0, 1)));
            case DecodeResult.Refused refused ->
                new RejectSender.Outcome.Refused(refused.reason(), refused.field(), refused.detail());
        };
    }
}
