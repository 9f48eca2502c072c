package datalab.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.store.archive.ArchivedEvent;
import datalab.store.ledger.Commit;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Needs;
import datalab.testkit.TestPostgres;
import datalab.testkit.python.PythonTables;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet and Arrow, as the programs read them that people have. */
class ColumnarExportIT {
    private static final List<String> TEXTS = List.of(
            "",
            "NA",
            "null",
            "a,b",
            "\"",
            "'",
            "two\nlines",
            "\r\n",
            "\t",
            " ",
            "Köln 🌡",
            "𝔘𝔫𝔦",
            "\\",
            "{\"a\":1}",
            "\u0001\u001f",
            "x".repeat(70_000),
            "0",
            "NaN",
            "true");

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @TempDir
    private Path folder;

    private final StoreLab lab = StoreLab.fresh();
    private final PostgresStore store = new PostgresStore(POSTGRES.settings());
    private final RunningWeb web = new RunningWeb(lab.lab(), store);

    @BeforeEach
    void prepare() {
        store.start();
        store.prepare(lab.lab());
        keep(events());
    }

    @AfterEach
    void stop() {
        web.close();
        store.close();
    }

    @ParameterizedTest
    @CsvSource({
        "streams/readings/export, ''",
        "streams/readings/export, &order=desc&ok=true",
        "streams/readings/export, &name=none",
        "streams/readings, &limit=30",
        "views/per_minute/export, ''",
        "views/by_name/export, ''",
        "views/per_minute/export, &every=1d&zone=Europe/Berlin",
        "views/per_minute/export, &by="
    })
    @Needs(Needs.Part.PYARROW)
    void areReadBackAsTheJsonIs(String of, String more) throws Exception {
        String path = "/labs/" + lab.lab().name() + "/" + of + "?format=";
        for (String format : List.of("ndjson", "parquet", "arrow")) {
            Files.write(folder.resolve("rows." + format), bytes(path + format + more));
        }

        String said = PythonTables.run(
                script(), folder.toString(), of.contains("export") ? lab.lab().name() : "");

        assertThat(said).startsWith("equal ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow"})
    void areTheSameBytesForTheSameEvents(String format) throws Exception {
        String url = "/labs/" + lab.lab().name() + "/streams/readings/export?format=" + format;

        assertThat(bytes(url)).isEqualTo(bytes(url));
    }

    private static Path script() throws Exception {
        return Path.of(Objects.requireNonNull(ColumnarExportIT.class.getResource("compare_columns.py"))
                .toURI());
    }

    private byte[] bytes(String url) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = web.client()
                .send(HttpRequest.newBuilder(web.uri(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return answer.body();
    }

    private List<ArchivedEvent> events() {
        Random random = new Random(3);
        List<ArchivedEvent> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String text = TEXTS.get(i % TEXTS.size());
            Object[] values = {
                text,
                orNull(random, i % 5 == 0 ? -0.1 : random.nextGaussian() * 1e200),
                orNull(random, i % 3 == 0 ? Long.MAX_VALUE : i % 3 == 1 ? Long.MIN_VALUE : (long) i),
                orNull(random, random.nextBoolean()),
                orNull(random, Instant.parse("1900-01-01T00:00:00.000001Z").plusSeconds(random.nextInt())),
            };
            String extra = i % 4 == 0 ? "{\"more\":[1,null,\"ä\"],\"other\":{\"x\":1.5}}" : null;
            String flags = i % 2 == 0 ? "{\"value\":{\"gross_range\":1}}" : null;
            Event event = new Event(
                    lab.readings(),
                    new DecodedPayload(values, StoreLab.START.plusMillis(i * 500L), Origin.OBSERVED, extra),
                    StoreLab.START.plusSeconds(i),
                    new Coordinate(0, i));
            events.add(new ArchivedEvent(event, flags));
        }
        return events;
    }

    private static @Nullable Object orNull(Random random, Object value) {
        return random.nextInt(6) == 0 ? null : value;
    }

    private void keep(List<ArchivedEvent> events) {
        CommitBuilder step =
                CommitBuilder.of(lab.readings(), 0, 0, events.size()).events(events);
        step.folded(lab.fold("per_minute"));
        step.folded(lab.fold("by_name"));
        Commit commit = step.commit();
        store.ledger().progress(commit.stream(), commit.partition());
        assertThat(store.ledger().commit(commit)).isInstanceOf(Commit.Outcome.Done.class);
    }
}
