package datalab.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.http.HttpSettings.Patience;
import datalab.lab.event.Coordinate;
import datalab.store.ledger.Commit;
import datalab.store.postgres.PostgresStore;
import datalab.store.retention.Retained;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Exports, larger than sockets hold, whose reader stops in the middle, for ever or until old events are dropped. */
@Timeout(120)
final class ExportReadersIT {
    private static final int EVENTS = 60_000;
    private static final int STEP = 10_000;
    private static final int RECEIVE_BYTES = 16 * 1024;
    private static final Patience IMPATIENT = new Patience(
            Duration.ofSeconds(30), Duration.ofSeconds(30), 500, Duration.ofMinutes(5), Duration.ofSeconds(1));

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private final StoreLab lab = StoreLab.fresh();
    private final PostgresStore store = new PostgresStore(POSTGRES.settings());
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void fill() {
        store.start();
        store.prepare(lab.lab());
        store.ledger().progress(lab.readings(), 0);
        for (int from = 0; from < EVENTS; from += STEP) {
            CommitBuilder step = CommitBuilder.of(lab.readings(), 0, from, from + STEP)
                    .events(IntStream.range(from, from + STEP)
                            .mapToObj(i -> StoreLab.event(
                                    lab.readings(),
                                    new Coordinate(0, i),
                                    StoreLab.START.plusSeconds(i),
                                    "sensor " + "x".repeat(150),
                                    1.0,
                                    (long) i,
                                    true,
                                    null))
                            .toList());
            assertThat(store.ledger().commit(step.commit())).isInstanceOf(Commit.Outcome.Done.class);
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        store.close();
    }

    /** As many as may run at once; another export then has its turn. */
    @Test
    void areBrokenOffWhereTheirReaderTakesNothing() throws IOException {
        try (RunningWeb web = new RunningWeb(lab.lab(), store, IMPATIENT)) {
            List<BufferedReader> deaf = new ArrayList<>();
            for (int i = 0; i < WebSettings.DEFAULT.exportsMax(); i++) {
                deaf.add(begun(web));
            }

            assertThat(begun(web).lines()).hasSize(EVENTS);
            for (BufferedReader reader : deaf) {
                assertThatThrownBy(() -> reader.lines().count()).hasMessageContaining("reset");
            }
        }
    }

    @Test
    void haveAllOfTheirMomentWhereOldEventsAreDroppedMeanwhile() throws IOException {
        try (RunningWeb web = new RunningWeb(lab.lab(), store)) {
            BufferedReader reader = begun(web);
            store.horizons().raise(Retained.of(lab.readings()), StoreLab.START.plusSeconds(EVENTS - 10));
            int dropped = 0;
            for (int some = drop(); some > 0; some = drop()) {
                dropped += some;
            }

            assertThat(dropped).isEqualTo(EVENTS - 10);
            assertThat(reader.lines()).hasSize(EVENTS);
            assertThat(begun(web).lines()).hasSize(10);
        }
    }

    private int drop() {
        return store.archive().writer().drop(lab.readings(), STEP);
    }

    /** An export of which the head and the names of the columns have been read. */
    private BufferedReader begun(RunningWeb web) throws IOException {
        String path = "/labs/" + lab.lab().name() + "/streams/readings/export?format=csv";
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(RECEIVE_BYTES);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), web.uri("/").getPort()));
        socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1));
        BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        assertThat(reader.readLine()).isEqualTo("HTTP/1.1 200 OK");
        String line = reader.readLine();
        while (!line.startsWith("name,")) {
            line = reader.readLine();
        }
        return reader;
    }
}
