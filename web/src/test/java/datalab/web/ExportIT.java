package datalab.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.event.Coordinate;
import datalab.lab.view.ViewFold;
import datalab.store.ledger.Commit;
import datalab.store.postgres.PostgresStore;
import datalab.store.result.StoreUnavailable;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports over a real PostgreSQL. */
class ExportIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVENTS = 500;

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private final StoreLab lab = StoreLab.fresh();
    private final String path = "/labs/" + lab.lab().name();
    private final PostgresStore store = new PostgresStore(POSTGRES.settings());
    private final RunningWeb web = new RunningWeb(lab.lab(), store);

    @BeforeEach
    void prepare() {
        store.start();
        store.prepare(lab.lab());
        keepReadings();
    }

    @AfterEach
    void stop() {
        web.close();
        store.close();
    }

    @ParameterizedTest
    @CsvSource({
        "streams/readings, csv, ''",
        "streams/readings, ndjson, ''",
        "streams/readings, csv, &order=desc&name=sensor3",
        "streams/readings, ndjson, &from=2026-03-01T12:01:00Z&to=2026-03-01T12:03:00Z&ok=true",
        "views/per_minute, csv, ''",
        "views/per_minute, ndjson, &order=desc&name=sensor2",
        "views/by_name, csv, &layer=speed",
        "views/by_name, ndjson, &layer=batch"
    })
    void areByteForByteWhatAllPagesTogetherAre(String of, String format, String more) {
        String pages = pages(of, format, more);

        HttpResponse<String> export = web.get(path + "/" + of + "/export?format=" + format + more);

        assertThat(export.statusCode()).as(export.body()).isEqualTo(200);
        assertThat(export.body()).isEqualTo(pages);
    }

    @Test
    void nameTheFileTheMomentAndAboutHowManyRows() throws Exception {
        HttpResponse<String> export = web.get(path + "/streams/readings/export?from=2026-03-01");

        assertThat(RunningWeb.header(export, "Content-Type")).startsWith("text/csv");
        assertThat(RunningWeb.header(export, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"" + lab.lab().name() + ".readings.csv\"");
        assertThat(RunningWeb.header(export, "DataLab-Question")).isEqualTo("from=2026-03-01T00%3A00%3A00Z");
        assertThat(JSON.readTree(RunningWeb.header(export, "DataLab-Cut")))
                .isEqualTo(JSON.readTree("{\"progress\": {\"0\": 250, \"1\": 250}, \"horizon\": null}"));
        assertThat(Long.parseLong(RunningWeb.header(export, "DataLab-Rows-Estimate")))
                .isPositive();
        assertThat(RunningWeb.header(export, "Transfer-Encoding")).isEqualTo("chunked");
    }

    @Test
    void areNotSentAgainWhereNothingHasChanged() {
        String url = path + "/views/per_minute/export?format=csv";
        String etag = RunningWeb.header(web.get(url), "ETag");

        assertThat(etag).startsWith("W/\"");
        assertThat(web.get(url, "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(web.get(url + "&name=a", "If-None-Match", etag).statusCode()).isEqualTo(200);
        commit(CommitBuilder.of(lab.readings(), 0, 250, 251).events(lab.reading(0, 250, "later", 1.0)));
        assertThat(web.get(url, "If-None-Match", etag).statusCode()).isEqualTo(200);
    }

    @Test
    void headHasTheHeadersAlone() {
        String url = path + "/streams/readings/export?format=ndjson";

        HttpResponse<String> head = web.send("HEAD", url);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length")).isEmpty();
        assertThat(RunningWeb.header(head, "ETag")).isEqualTo(RunningWeb.header(web.get(url), "ETag"));
    }

    @Test
    void areCompressedWhereTheClientWants() throws Exception {
        String url = path + "/streams/readings/export?format=csv";
        HttpRequest request = HttpRequest.newBuilder(web.uri(url))
                .header("Accept-Encoding", "gzip")
                .build();

        HttpResponse<byte[]> zipped = web.client().send(request, HttpResponse.BodyHandlers.ofByteArray());

        assertThat(RunningWeb.header(zipped, "Content-Encoding")).isEqualTo("gzip");
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
            assertThat(new String(plain.readAllBytes(), UTF_8))
                    .isEqualTo(web.get(url).body());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "streams/readings/export?format=json      | 400 | but exports come as csv",
                "streams/readings/export?limit=5          | 400 | unknown parameter 'limit'",
                "streams/readings/export?from=x           | 400 | from is 'x'",
                "views/per_minute/export?format=geojson   | 400 | but exports come as csv",
                "views/per_minute/export?value=5          | 400 | unknown parameter 'value'",
                "streams/nothing/export                   | 404 | no stream 'nothing'",
                "views/nothing/export                     | 404 | no view 'nothing'"
            })
    void explainWhatTheyCannotDo(String url, int status, String detail) {
        HttpResponse<String> answer = web.get(path + "/" + url);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(detail);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 400})
    void breakOffVisiblyWhereTheStoreFailsInTheMiddle(int events) {
        StoreUnavailable fault = new StoreUnavailable("gone", new IllegalStateException());
        try (RunningWeb cut = new RunningWeb(lab.lab(), CutSnapshots.of(store, events, fault))) {
            assertThatThrownBy(() -> cut.get(path + "/streams/readings/export"))
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(http10(cut, path + "/streams/readings/export")).isFalse();
            assertThat(cut.get(path + "/streams/readings?limit=1").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void breakOffVisiblyWhereThereIsABug() {
        try (RunningWeb cut = new RunningWeb(lab.lab(), CutSnapshots.of(store, 9, new IllegalStateException("bug")))) {
            assertThatThrownBy(() -> cut.get(path + "/streams/readings/export"))
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(http10(cut, path + "/streams/readings/export")).isFalse();
        }
        assertThat(http10(web, path + "/streams/readings/export")).isTrue();
    }

    /** Whether a client that knows no chunks takes what it gets for all: its connection is closed, not reset. */
    private static boolean http10(RunningWeb web, String url) {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), web.uri(url).getPort())) {
            socket.getOutputStream()
                    .write(("GET " + url + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1));
            socket.getInputStream().readAllBytes();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String pages(String of, String format, String more) {
        StringBuilder all = new StringBuilder();
        String next = "?limit=40&format=" + format + more;
        while (!next.isEmpty()) {
            HttpResponse<String> page = web.get(path + "/" + of + next);
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            boolean isFirst = all.isEmpty() || format.equals("ndjson");
            all.append(isFirst ? page.body() : page.body().substring(page.body().indexOf('\n') + 1));
            next = RunningWeb.header(page, "Link").replaceAll("^<(.*)>.*", "$1");
        }
        return all.toString();
    }

    private void keepReadings() {
        Random random = new Random(7);
        for (int partition = 0; partition < 2; partition++) {
            CommitBuilder step = CommitBuilder.of(lab.readings(), partition, 0, EVENTS / 2);
            for (int i = 0; i < EVENTS / 2; i++) {
                Instant time = StoreLab.START.plusSeconds(random.nextInt(300));
                String name = i % 11 == 0 ? null : "sensor" + random.nextInt(7);
                step.events(StoreLab.event(
                        lab.readings(), new Coordinate(partition, i), time, name, i / 2.0, null, i % 3 == 0, null));
            }
            lab.lab().views().values().stream()
                    .filter(view -> view.meet() == null)
                    .forEach(view -> step.folded(new ViewFold(view, lab.readings())));
            commit(step);
        }
    }

    private void commit(CommitBuilder step) {
        Commit commit = step.commit();
        store.ledger().progress(commit.stream(), commit.partition());
        assertThat(store.ledger().commit(commit)).isInstanceOf(Commit.Outcome.Done.class);
    }
}
