package datalab.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.ingest.MemoryArchive;
import datalab.ingest.Places;
import datalab.lab.event.Coordinate;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The manners of a lab's own paths: numbers in the answer, waiting until all is visible, 400, and no names of DataLab's. */
class OwnPathsIT {
    private final MemoryArchive archive = new MemoryArchive();
    private final HttpFixture http = new HttpFixture(Places.lab(), archive);

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void answersWithTheNumberOnceTheEventCanBeReadBack() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(() -> persons("{\"name\": \"Ada\"}"));
        CompletableFuture<HttpResponse<String>> early = answer.copy().orTimeout(200, TimeUnit.MILLISECONDS);

        assertThat(early).failsWithin(5, TimeUnit.SECONDS);
        archive.processTo(1);

        HttpResponse<String> created = answer.get(5, TimeUnit.SECONDS);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).isEqualTo("{\"id\":1,\"name\":\"Ada\"}");
        assertThat(created.headers().firstValue("Location").orElseThrow())
                .startsWith("/labs/places/streams/persons?from=")
                .endsWith("&limit=1&id=1");
    }

    @Test
    void answers202WhereItCannotTellWhenTheEventIsVisible() {
        archive.processTo(9);
        persons("{\"id\": 40, \"name\": \"Bo\"}");
        archive.away(true);

        HttpResponse<String> accepted = persons("{\"id\": 39, \"name\": \"Cy\"}");

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.body()).isEqualTo("{\"id\":39,\"name\":\"Cy\"}");
        assertThat(accepted.headers().firstValue("Location")).isPresent();
    }

    @Test
    void answers409ToARepeatAndToANumberOfAnother() {
        archive.processTo(9);
        archive.repeat(new Coordinate(0, 0));
        archive.handOut(Places.PERSONS, 5);

        HttpResponse<String> repeat = persons("{\"id\": 40, \"name\": \"Bo\"}");
        HttpResponse<String> reserved = persons("{\"id\": 5, \"name\": \"Cy\"}");

        HttpFixture.assertProblem(repeat, 409, "there is an event with id 40 already");
        HttpFixture.assertProblem(reserved, 409, "5 is among the numbers that DataLab has handed out");
    }

    /** Not the one that was sent, as that is not kept. */
    @Test
    void answersWithTheEventThatIsKeptWhereAnotherOfItsIdWasSent() {
        archive.processTo(9);
        archive.repeat(new Coordinate(0, 0));
        archive.first(Places.archived(40, "Bo", "{\"team\": [1, 2.0]}"));

        HttpResponse<String> waited = persons("{\"id\": 40, \"name\": \"Cy\"}");
        HttpResponse<String> atOnce = sent("{\"id\": 40, \"name\": \"Cy\", \"team\": [1, 2]}");
        HttpResponse<String> undeclared = sent("{\"id\": 40, \"name\": \"Bo\", \"team\": [2]}");
        HttpResponse<String> same = sent("{\"id\": 40, \"name\": \"Bo\", \"team\": [1, 2]}");
        HttpResponse<String> other = sent("{\"id\": 41, \"name\": \"Cy\"}");

        HttpFixture.assertProblem(waited, 409, "there is an event with id 40 already");
        assertThat(waited.body()).contains("\"stored\":{\"id\":40,\"name\":\"Bo\"}");
        HttpFixture.assertProblem(atOnce, 409, "there is an event with id 40 already");
        assertThat(atOnce.body())
                .contains("\"stored\":{\"id\":40,\"name\":\"Bo\",")
                .contains("\"_at\":\"0:7\"");
        assertThat(undeclared.statusCode()).isEqualTo(409);
        assertThat(same.statusCode()).isEqualTo(201);
        assertThat(other.statusCode()).isEqualTo(201);
    }

    /** Clients of an older system know one answer only; it says what is kept. */
    @Test
    void answers201OnAPathThatDoesNotWaitWithTheEventThatIsKept() {
        archive.first(Places.archivedGuest("g1", "Bo"));

        HttpResponse<String> other = guests("{\"id\": \"g1\", \"name\": \"Cy\"}");
        HttpResponse<String> next = guests("{\"id\": \"g2\", \"name\": \"Cy\"}");

        assertThat(other.statusCode()).isEqualTo(201);
        assertThat(other.body()).isEqualTo("{\"id\":\"g1\",\"name\":\"Bo\"}");
        assertThat(next.body()).isEqualTo("{\"id\":\"g2\",\"name\":\"Cy\"}");
    }

    @Test
    void doesNotWaitForAnArchiveThatIsAway() {
        archive.first(Places.archived(40, "Bo", null));
        persons("{\"id\": 40, \"name\": \"Bo\"}");
        archive.away(true);

        assertThat(sent("{\"id\": 40, \"name\": \"Cy\"}").statusCode()).isEqualTo(201);
    }

    @Test
    void waitsForAllOfABody() {
        archive.processTo(2);

        HttpResponse<String> visible = http.postTo(
                "/api/persons", HttpFixture.NDJSON, "{\"name\": \"Ada\"}\n{\"name\": \"Bo\"}\n".getBytes(UTF_8));
        archive.away(true);
        HttpResponse<String> refused = http.postTo("/api/persons", HttpFixture.NDJSON, "{}\n".getBytes(UTF_8));

        assertThat(visible.statusCode()).isEqualTo(200);
        assertThat(visible.body()).contains("\"accepted\":2");
        HttpFixture.assertProblem(refused, 400, "every event was refused");
    }

    @Test
    void refusesWithTheStatusThatLabYamlSays() {
        archive.keep("places.persons", 1L);

        HttpResponse<String> kept = locations("{\"person_id\": 1, \"latitude\": \"37.550\", \"note\": \"x\"}");
        HttpResponse<String> wrong = locations("{\"person_id\": \"one\"}");
        HttpResponse<String> nobody = locations("{\"person_id\": 2}");
        HttpResponse<String> elsewhere = http.postTo(
                "/labs/places/streams/locations", HttpFixture.JSON, "{\"person_id\": \"one\"}".getBytes(UTF_8));

        assertThat(kept.statusCode()).isEqualTo(201);
        assertThat(kept.body()).isEqualTo("{\"person_id\":1,\"latitude\":\"37.55\"}");
        HttpFixture.assertProblem(wrong, 400, "person_id is the string");
        HttpFixture.assertProblem(nobody, 422, "person_id is 2, and persons has no such event");
        HttpFixture.assertProblem(elsewhere, 422, "person_id is the string");
    }

    /** Takes the place of an answer that was lost with the process: the second record is dropped by its once id. */
    @Test
    void answersARepeatedRequestWithTheSameNumberInAnotherProcess() {
        archive.processTo(9);
        HttpResponse<String> first = persons("{\"name\": \"Ada\"}", "Idempotency-Key", "K");
        archive.repeat(new Coordinate(0, 0));
        try (HttpFixture restarted = new HttpFixture(Places.lab(), archive)) {
            HttpResponse<String> again = restarted.postTo(
                    "/api/persons", HttpFixture.JSON, "{\"name\": \"Ada\"}".getBytes(UTF_8), "Idempotency-Key", "K");

            assertThat(first.statusCode()).isEqualTo(201);
            assertThat(again.statusCode()).isEqualTo(201);
            assertThat(again.body()).isEqualTo(first.body()).isEqualTo("{\"id\":1,\"name\":\"Ada\"}");
        }
    }

    private HttpResponse<String> persons(String body, String... headers) {
        return http.postTo("/api/persons", HttpFixture.JSON, body.getBytes(UTF_8), headers);
    }

    private HttpResponse<String> sent(String body) {
        return http.postTo("/labs/places/streams/persons", HttpFixture.JSON, body.getBytes(UTF_8));
    }

    private HttpResponse<String> guests(String body) {
        return http.postTo("/api/guests", HttpFixture.JSON, body.getBytes(UTF_8));
    }

    private HttpResponse<String> locations(String body) {
        return http.postTo("/api/locations", HttpFixture.JSON, body.getBytes(UTF_8));
    }
}
