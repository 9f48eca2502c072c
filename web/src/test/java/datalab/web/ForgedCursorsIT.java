package datalab.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.StoreLab;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cursors that nobody was given, over a real PostgreSQL, which does not take all that Java can hold. */
class ForgedCursorsIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private final StoreLab lab = StoreLab.fresh();
    private final PostgresStore store = new PostgresStore(POSTGRES.settings());
    private final RunningWeb web = new RunningWeb(lab.lab(), store);

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
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                "/views/per_minute v1|[\"+10000-01-01T00:00:00Z\",\"a\"]",
                "/views/per_minute v1|[\"-0001-01-01T00:00:00Z\",\"a\"]",
                "/streams/readings e1|+999999999-12-31T23:59:59Z|0|0",
                "/streams/readings e1|-999999999-01-01T00:00:00Z|0|0",
                "/rejects r1|a\0b",
                "/alerts a1|yesterday 6f1c1a5e-3f7d-4a51-9d6e-0f1d7c1b2a3e",
                "/alerts a1|2026-01-01T00:00:00Z none",
                "/alerts a1|2026-01-01T00:00:00Z"
            })
    void areRefused(String path, String forged) {
        String after = Base64.getUrlEncoder().withoutPadding().encodeToString(forged.getBytes(UTF_8));

        HttpResponse<String> answer = web.get("/labs/" + lab.lab().name() + path + "?after=" + after);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("after is not one that this endpoint gave");
    }
}
