package datalab.bench;

import datalab.bench.load.MeasuredDataLab;
import datalab.bench.load.Readings;
import datalab.lab.Lab;
import datalab.log.embedded.EmbeddedKafka;
import datalab.postgres.PostgresSettings;
import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.process.alert.AlertLayer;
import datalab.process.publish.EventSender;
import datalab.process.speed.SpeedLayer;
import datalab.process.speed.SpeedSettings;
import datalab.store.Store;
import datalab.store.elsewhere.ArchiveServer;
import datalab.store.ledger.Progress;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Sql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A log of readings that the speed layer works off into an empty store, as often as one likes. */
final class FullLog implements AutoCloseable {
    private final Path folder;
    private final EmbeddedKafka kafka;
    private final EmbeddedPostgres postgres;
    private final int events;

    private FullLog(Path folder, int events) {
        this.folder = folder;
        this.events = events;
        kafka = new EmbeddedKafka(folder.resolve("kafka"), DataLabProcess.freePort(), false);
        postgres =
                new EmbeddedPostgres(folder.resolve("postgres"), folder.resolve("programs"), DataLabProcess.freePort());
    }

    static FullLog of(int events) throws IOException, InterruptedException {
        FullLog log = new FullLog(Files.createTempDirectory("datalab-bench-log"), events);
        log.kafka.start();
        log.postgres.start();
        Readings.fill(log.kafka, events);
        return log;
    }

    PostgresSettings postgres() {
        return postgres.settings();
    }

    /**
     * Works it off, from the start of the speed layer until the last event is committed, and followed by all alerts of the lab.
     *
     * @param archives servers of archives by their names in the lab; closed at the end
     * @param as what the store is for the speed layer
     */
    double perSecond(Lab lab, Map<String, ArchiveServer> archives, UnaryOperator<Store> as) {
        forget();
        try (PostgresStore store = new PostgresStore(postgres.settings(), archives)) {
            store.start();
            store.prepare(lab);
            SpeedSettings reading = SpeedSettings.of(kafka.bootstrap(), lab.name(), "");
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            Clock clock = Clock.systemUTC();
            EventSender unsent = (stream, messages) -> {};
            long begin = System.nanoTime();
            try (SpeedLayer speed = new SpeedLayer(reading, List.of(lab), as.apply(store), meters, clock);
                    AlertLayer alerts = new AlertLayer(List.of(lab), store, unsent, speed::isFirst, meters, clock)) {
                speed.onCommit(alerts::wake);
                speed.start();
                alerts.start();
                Awaitility.await()
                        .atMost(Duration.ofMinutes(5))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> processed(store, lab) >= events
                                && followed() == lab.alerts().size());
                return events / ((System.nanoTime() - begin) / 1e9);
            }
        }
    }

    private static long processed(Store store, Lab lab) {
        return store.ledger().progress(lab.streams().values().iterator().next()).stream()
                .mapToLong(Progress::nextOffset)
                .sum();
    }

    /** How many alerts have looked at all there is. */
    private int followed() {
        return Integer.parseInt(Sql.query(postgres.settings(), """
                select count(*) from datalab.outputs
                where target like 'alert/%%'
                    and %s <= (select sum(next_offset) from datalab.output_progress where output = outputs.id)
                    and not exists (select from datalab.alert_due where alert = outputs.id and ready <= now())
                """.formatted(events)));
    }

    /** Back to an empty store. */
    private void forget() {
        Sql.execute(postgres.settings(), "drop schema if exists bench cascade; drop schema if exists datalab cascade");
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        kafka.close();
        MeasuredDataLab.delete(folder);
    }
}
