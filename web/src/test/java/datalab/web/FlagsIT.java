package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.store.archive.ArchivedEvent;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import datalab.testkit.store.StoreLab;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quality flags counted, over a real PostgreSQL. */
final class FlagsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CampusLab CAMPUS = CampusLab.of(CampusLab.FILE);
    private static final String FLAGS = "/labs/campus/streams/air/flags";
    private static final int EVENTS = 600;

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final RunningWeb web = new RunningWeb(CAMPUS.lab(), STORE.get());

    /** An event a minute, of two stations in turn: each tenth out of range, each hundredth a spike as well. */
    @BeforeAll
    static void fill() {
        STORE.get().prepare(CAMPUS.lab());
        List<ArchivedEvent> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            ArchivedEvent plain =
                    CAMPUS.air(0, i, StoreLab.START.plusSeconds(60L * i), i % 2 == 0 ? "a" : "b\"", 1.0, (double) i);
            events.add(new ArchivedEvent(plain.event(), flags(i)));
        }
        CAMPUS.commit(STORE.get(), "air", 0, events);
    }

    private static @Nullable String flags(int number) {
        int range = number % 10 == 0 ? 3 : 1;
        int spike = number % 100 == 0 ? 4 : 2;
        return number == 1
                ? "{\"no2\":{\"gross_range\":9,\"spike\":9,\"aggregate\":9}}"
                : number == 2
                        ? null
                        : "{\"no2\":{\"gross_range\":%d,\"spike\":%d,\"aggregate\":%d}}"
                                .formatted(range, spike, Math.max(range, spike));
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @AfterAll
    static void drop() {
        STORE.get().drop(STORE.get().kept(CAMPUS.lab().name()), () -> {});
    }

    @Test
    void areCountedByTestKeyAndTime() throws Exception {
        JsonNode all = answer("?from=2026-03-01T12:00:00Z&to=2026-03-01T22:00:00Z");

        assertThat(counts(all)).isEqualTo("600 events, 1 missing, 54 suspect, 6 fail");
        assertThat(all.get("tests")).hasToString("""
                [{"field":"no2","test":"spike","missing":1,"suspect":0,"fail":6},\
                {"field":"no2","test":"gross_range","missing":1,"suspect":60,"fail":0}]""");
        assertThat(all.get("keys")).hasToString("""
                [{"key":"a","events":300,"missing":0,"suspect":54,"fail":6},\
                {"key":"b\\"","events":300,"missing":1,"suspect":0,"fail":0}]""");
        assertThat(all.get("keys_flagged").intValue()).isEqualTo(2);
        assertThat(all.get("bucket").textValue()).isEqualTo("PT5M");
        assertThat(all.get("times")).hasSize(120);
        assertThat(all.at("/times/0")).hasToString("""
                {"start":"2026-03-01T12:00:00Z","events":5,"missing":1,"suspect":0,"fail":1}""");
        assertThat(StreamSupport.stream(all.get("times").spliterator(), false)
                        .mapToInt(time -> time.get("suspect").intValue())
                        .sum())
                .isEqualTo(54);
    }

    @Test
    void comeWithTheNewestEventsInDoubt() throws Exception {
        JsonNode rows = answer("?limit=2").get("rows");

        assertThat(rows.findValuesAsText("no2")).startsWith("590").contains("580");
        assertThat(rows).hasSize(2);
        assertThat(rows.at("/0/_flags/no2/gross_range").intValue()).isEqualTo(3);
        assertThat(answer("").get("rows")).hasSize(60);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ?test=spike                   | 600 events, 1 missing, 0 suspect, 6 fail
            ?station=a                    | 300 events, 0 missing, 54 suspect, 6 fail
            ?no2.min=300&test=gross_range | 300 events, 0 missing, 30 suspect, 0 fail
            ?from=2026-03-01T21:00:00Z    | 60 events, 0 missing, 6 suspect, 0 fail
            ?from=2030-01-01              | 0 events, 0 missing, 0 suspect, 0 fail
            """)
    void areNarrowedDown(String question, String counts) throws Exception {
        assertThat(counts(answer(question))).isEqualTo(counts);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ?limit=1001 | limit is '1001', expected a whole number from 1 to 1000
            ?test=      | test= is empty, expected the name of a quality test, such as spike
            ?nmae=a     | unknown parameter 'nmae'; known here: from, to, test, limit, station
            ?from=later | from is 'later'
            """)
    void refuseWhatTheyDoNotKnow(String question, String detail) throws Exception {
        HttpResponse<String> answer = web.get(FLAGS + question);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).get("detail").textValue()).startsWith(detail);
    }

    private JsonNode answer(String question) throws JsonProcessingException {
        HttpResponse<String> answer = web.get(FLAGS + question);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String counts(JsonNode answer) {
        return "%d events, %d missing, %d suspect, %d fail"
                .formatted(
                        answer.get("events").intValue(),
                        answer.get("missing").intValue(),
                        answer.get("suspect").intValue(),
                        answer.get("fail").intValue());
    }
}
