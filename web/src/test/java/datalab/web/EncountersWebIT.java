package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.store.ledger.DerivedCommit;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a view of who met whom looks like from outside. */
final class EncountersWebIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private final StoreLab lab = StoreLab.withMeetings(StoreLab.fresh());
    private final EventStream contacts = lab.lab().streamOf(lab.view("met"));
    private final String path = "/labs/" + lab.lab().name();
    private final PostgresStore store = new PostgresStore(POSTGRES.settings());
    private final RunningWeb web = new RunningWeb(lab.lab(), store);

    @BeforeEach
    void prepare() {
        store.start();
        store.prepare(lab.lab());
        store.ledger().progress(lab.places(), 0);
        store.ledger().progress(contacts, 0);
        store.ledger().commit(CommitBuilder.of(lab.places(), 0, 0, 7).commit());
        ViewFold fold = lab.fold("met");
        Partial partial = fold.empty();
        Object[] values = {1L, 2L, 2.5, StoreLab.START.plusSeconds(60)};
        DecodedPayload payload = new DecodedPayload(values, StoreLab.START, Origin.OBSERVED, null);
        fold.add(partial, new Event(contacts, payload, StoreLab.START, new Coordinate(0, 1)));
        Map<RowKey, Partial> rows = Map.of(new RowKey(List.of(1L, 2L), null), partial);
        store.ledger()
                .advance(new DerivedCommit(
                        contacts, new Offsets(Map.of(0, 0L)), new Offsets(Map.of(0, 4L)), 0, Map.of(fold, rows)));
    }

    @AfterEach
    void stop() {
        web.close();
        store.close();
    }

    @Test
    void answersPairs() throws Exception {
        JsonNode all = JSON.readTree(web.get(path + "/views/met?other_person=2").body());

        assertThat(all.get("rows")).isEqualTo(JSON.readTree("""
                [{"person": 1, "other_person": 2, "first": "2026-03-01T12:00:00Z", "last": "2026-03-01T12:01:00Z",
                  "closest": 2.5, "contacts": 1, "dwell": 60}]
                """));
        assertThat(web.get(path + "/views/met?person=2").body()).contains("\"rows\":[]");
    }

    @Test
    void saysWhatMeetsAndHowFarItIs() throws Exception {
        JsonNode views = JSON.readTree(web.get(path).body()).get("views");

        JsonNode met = views.get(views.size() - 1);
        assertThat(met.get("name").textValue()).isEqualTo("met");
        assertThat(met.get("stream").textValue()).isEqualTo("places");
        assertThat(met.get("meet")).isEqualTo(JSON.readTree("""
                {"who": "person", "distance": 5, "within": "PT10M"}
                """));
        assertThat(met.get("taken").longValue()).isEqualTo(4);
        assertThat(met.get("lag").longValue()).isEqualTo(3);
        assertThat(met.get("alarm").isNull()).isTrue();
    }

    @Test
    void saysThatItCannotBeFollowedLive() throws Exception {
        HttpResponse<String> answer = web.get(path + "/live?view=met");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("view met has meet:", path + "/views/met every few seconds");
    }

    @Test
    void describesItsRows() throws Exception {
        JsonNode openApi = JSON.readTree(web.get("/openapi.json").body());

        JsonNode row = openApi.at("/components/schemas").get(lab.lab().name() + ".met.row");
        assertThat(row.get("properties").fieldNames())
                .toIterable()
                .containsExactly("person", "other_person", "first", "last", "closest", "contacts", "dwell");
    }
}
