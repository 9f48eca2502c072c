package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.forecast.Fitted;
import datalab.forecast.Series;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Offsets;
import datalab.lab.event.Origin;
import datalab.lab.forecast.Model;
import datalab.lab.forecast.ModelFold;
import datalab.lab.forecast.SlotMean;
import datalab.lab.stream.EventStream;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.forecast.FitLease;
import datalab.store.forecast.ModelRow;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import datalab.testkit.store.StoreLab;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Digital twins of keys, over a real PostgreSQL. */
final class TwinsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOON = StoreLab.START;
    private static final CampusLab STATION = CampusLab.of("""
            lab: twins
            streams:
              readings:
                {key: name, time: at, fields: {name: string, value: {type: number, unit: "°C"}, scenario: string}}
              counts: {key: id, time: at, fields: {id: integer, n: integer}}
            models:
              last: {title: As before, of: readings, value: value, every: 1h, method: persistence, horizons: [1h, 2h]}
              days: {of: readings, value: value, every: 1d, method: persistence}
              people: {of: counts, value: n, every: 1h, method: persistence}
            """);
    private static final String TWIN = "/labs/twins/twins/a%2Fb%20c";
    private static final String KEY = "a/b c";

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final RunningWeb web = new RunningWeb(STATION.lab(), STORE.get());

    @BeforeAll
    static void fill() {
        STORE.get().prepare(STATION.lab());
        STATION.commit(
                STORE.get(),
                "readings",
                0,
                List.of(
                        reading(0, 0, KEY, 10, Origin.OBSERVED, null),
                        reading(1, 30, KEY, 14, Origin.OBSERVED, null),
                        reading(2, 60, KEY, 20, Origin.OBSERVED, null),
                        reading(3, 0, KEY, 99, Origin.MODELLED, null),
                        reading(4, 5, KEY, 5, Origin.SIMULATED, "less"),
                        reading(5, 6, KEY, 7, Origin.SIMULATED, "less"),
                        reading(6, 90, KEY, 8, Origin.SIMULATED, null),
                        reading(7, 150, KEY, 9, Origin.SIMULATED, "more"),
                        reading(8, 0, "other", 1000, Origin.OBSERVED, null)));
        STATION.commit(
                STORE.get(),
                "scores",
                0,
                List.of(
                        score(0, 0, "last", "PT1H", 11),
                        score(1, 30, "last", "PT1H", 11.5),
                        score(2, 60, "last", "PT1H", 15),
                        score(3, 60, "last", "PT2H", 16),
                        score(4, 60, "days", "PT24H", 18)));
        STATION.commit(STORE.get(), "counts", 0, List.of(StoreLab.event(stream("counts"), at(0), NOON, 7L, 3L)));
        fit("last", 10, 12, 20);
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @AfterAll
    static void drop() {
        STORE.get().drop(STORE.get().kept(STATION.lab().name()), () -> {});
    }

    @Test
    void haveWhatIsObservedModelledSimulatedAndForecast() throws Exception {
        assertThat(rows("?model=last"))
                .containsExactly(
                        "2026-03-01T12:00:00Z observed null 12.0 null null null",
                        "2026-03-01T12:00:00Z modelled last 11.5 9.5 13.5 0.5",
                        "2026-03-01T12:00:00Z simulated less 6.0 null null null",
                        "2026-03-01T13:00:00Z observed null 20.0 null null null",
                        "2026-03-01T13:00:00Z modelled last 15.0 13.0 17.0 5.0",
                        "2026-03-01T13:00:00Z simulated null 8.0 null null null",
                        "2026-03-01T14:00:00Z simulated more 9.0 null null null",
                        ahead(0),
                        ahead(1));
        assertThat(web.get(TWIN + "?model=last").body()).startsWith("""
                {"rows":[{"at":"2026-03-01T12:00:00Z","kind":"observed","name":null,"value":12.0,\
                "lower":null,"upper":null,"residual":null},""");
    }

    /** As the model's own forecast has it. */
    private String ahead(int step) throws JsonProcessingException {
        JsonNode slot = JSON.readTree(
                        web.get("/labs/twins/models/last/forecast?key=a/b%20c").body())
                .get("rows")
                .get(step);
        return String.join(
                " ",
                slot.get("at").asText(),
                "forecast last",
                slot.get("expected").asText(),
                slot.get("lower").asText(),
                slot.get("upper").asText(),
                "null");
    }

    @Test
    void haveSlotsOfEachModelsOwnLength() throws Exception {
        assertThat(rows("?kind=modelled&model=days&from=2026-03-01"))
                .containsExactly("2026-03-01T00:00:00Z modelled days 18.0 16.0 20.0 -3.333333333333334");
        assertThat(rows("?kind=modelled&from=2026-03-01T01:00:00Z")).hasSize(2).noneMatch(row -> row.contains("days"));
        assertThat(rows("?kind=modelled&horizon=2h")).singleElement().asString().contains("last 16.0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ?kind=observed                                | 2
            ?kind=observed&kind=simulated&model=last      | 5
            ?kind=simulated&scenario=less&scenario=more   | 2
            ?kind=observed&from=2026-03-01T12:00:01Z      | 1
            ?kind=observed&to=2026-03-01T13:00:00Z        | 1
            ?kind=observed&to=2026-03-01T13:00:01Z        | 2
            ?kind=forecast&to=2026-03-01T15:00:00Z        | 1
            ?kind=observed&from=2030-01-01&to=2030-01-02  | 0
            ?kind=observed&from=2026-03-02&to=2026-03-01  | 0
            """)
    void areNarrowedDown(String question, int count) throws Exception {
        assertThat(rows(question)).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a%2Fb%20c?kind=seen    | 400 | kind is 'seen', expected observed or modelled or simulated or forecast
            a%2Fb%20c?model=none   | 400 | model is 'none', expected last or days or people
            a%2Fb%20c?of=none      | 400 | of is 'none', expected readings or counts
            a%2Fb%20c?value=n      | 400 | value is 'n', expected value
            a%2Fb%20c?horizon=3h   | 400 | no model here is scored PT3H ahead, but PT1H, PT2H, PT24H
            a%2Fb%20c?nmae=a       | 400 | unknown parameter 'nmae'; known here: from, to, of, value, horizon, format, model
            a%2Fb%20c?from=then    | 400 | from is 'then', expected
            7?of=counts&scenario=x | 400 | stream counts declares no field scenario of type string
            x?of=counts            | 400 | 'id' is 'x', expected a whole number
            a?model=last&model=people | 400 | models last, people are not of one field of one stream
            nobody                 | 404 | nothing has come of 'nobody' in the stream readings
            a%2Fb%20c?from=2020-01-01 | 422 | more than 10000 slots of PT1H; narrow the question with from and to
            """)
    void refuseWhatTheyCannotAnswer(String question, int status, String detail) throws Exception {
        HttpResponse<String> answer = web.get("/labs/twins/twins/" + question);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).get("detail").textValue()).startsWith(detail);
    }

    @Test
    void comeInAllFormatsAndAreNotSentAgainUnchanged() {
        HttpResponse<String> csv = web.get(TWIN + "?kind=observed&format=csv");

        assertThat(csv.body()).isEqualTo("""
                at,kind,name,value,lower,upper,residual
                2026-03-01T12:00:00Z,observed,,12.0,,,
                2026-03-01T13:00:00Z,observed,,20.0,,,
                """);
        assertThat(web.get(TWIN + "?kind=observed&format=csv", "If-None-Match", RunningWeb.header(csv, "ETag"))
                        .statusCode())
                .isEqualTo(304);
        assertThat(web.get(TWIN + "?format=parquet").body()).startsWith("PAR1");
        assertThat(web.get("/labs/twins/twins/7?of=counts").body())
                .contains("\"observed\",\"name\":null,\"value\":3.0");
    }

    @Test
    void readNoMoreThanTheyMay() {
        AtomicInteger read = new AtomicInteger();
        ArchivedEvent event = reading(0, 0, KEY, 1, Origin.OBSERVED, null);
        Archive endless = (Archive) Proxy.newProxyInstance(
                Archive.class.getClassLoader(), new Class<?>[] {Archive.class}, (proxy, method, given) -> {
                    if (method.getName().equals("each")) {
                        @SuppressWarnings("unchecked") // as it is declared
                        Predicate<ArchivedEvent> each = (Predicate<ArchivedEvent>) given[1];
                        while (each.test(event)) {
                            read.incrementAndGet();
                        }
                    }
                    return method.getName().equals("filtersBy") ? true : null;
                });
        try (RunningWeb bounded = new RunningWeb(STATION.lab(), UnaskedStore.store(endless))) {
            HttpResponse<String> answer = bounded.get(TWIN + "?kind=observed");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
            assertThat(answer.body()).contains("more than 100000 events");
            assertThat(read).hasValue(100_000);
        }
    }

    @Test
    void areOfLabsWithModelsAlone() {
        CampusLab campus = CampusLab.of(CampusLab.FILE);
        try (RunningWeb other = new RunningWeb(campus.lab(), UnaskedStore.store())) {
            HttpResponse<String> answer = other.get("/labs/campus/twins/a");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("lab campus has no models");
            assertThat(other.get("/openapi.json").body()).doesNotContain("/twins/");
        }
    }

    @Test
    void areOfModelsThatTheLabTellsOf() throws Exception {
        JsonNode models = JSON.readTree(web.get("/labs/twins").body()).get("models");

        assertThat(models.get(0)).hasToString("""
                {"name":"last","title":"As before","of":"readings","value":"value","unit":"°C","every":"PT1H",\
                "method":"persistence","horizons":["PT1H","PT2H"]}""");
        assertThat(models).hasSize(3);
        assertThat(JSON.readTree(web.get("/labs/twins/models").body())
                        .at("/rows/0/unit")
                        .textValue())
                .isEqualTo("°C");
    }

    private List<String> rows(String question) throws JsonProcessingException {
        HttpResponse<String> answer = web.get(TWIN + question);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(JSON.readTree(answer.body()).get("rows").spliterator(), false)
                .map(row -> StreamSupport.stream(row.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private static void fit(String name, double... hours) {
        Model model = Objects.requireNonNull(STATION.lab().models().get(name));
        long first = model.slots().of(NOON) - hours.length + 2;
        Fitted fitted = model.method()
                .fit(new Series(first, Arrays.copyOf(hours, hours.length - 1)))
                .orElseThrow();
        SlotMean open = new SlotMean();
        open.add(hours[hours.length - 1]);
        var state = new ModelFold(model, stream("readings")).begin(fitted, first + hours.length - 1, open);
        FitLease lease = STORE.get().models().begin(model);
        STORE.get()
                .models()
                .stage(
                        lease,
                        Map.of(
                                KEY,
                                new ModelRow(ModelFold.encode(fitted.model()), state.encode(), state.encodePending())));
        STORE.get().models().publish(lease, stream("readings"), Offsets.NONE, now -> List.of());
    }

    private static ArchivedEvent reading(
            long offset, int minutes, String name, double value, Origin origin, @Nullable String scenario) {
        @Nullable Object[] values = {name, value, scenario};
        Instant time = NOON.plus(Duration.ofMinutes(minutes));
        DecodedPayload payload = new DecodedPayload(values, time, origin, null);
        return new ArchivedEvent(new Event(stream("readings"), payload, NOON, at(offset)), null);
    }

    private static ArchivedEvent score(long offset, int minutes, String model, String horizon, double expected) {
        Instant time = NOON.plus(Duration.ofMinutes(minutes));
        List<@Nullable Object> values = new ArrayList<>(List.of(KEY, model, horizon, "0:" + offset, NOON, 0.0));
        values.addAll(List.of(expected, 1.0, expected - 2, expected + 2, 0.0, 0.0, 1L));
        return StoreLab.event(stream("scores"), at(offset), time, values.toArray());
    }

    private static EventStream stream(String name) {
        return Objects.requireNonNull(STATION.lab().streams().get(name));
    }

    private static Coordinate at(long offset) {
        return new Coordinate(0, offset);
    }
}
