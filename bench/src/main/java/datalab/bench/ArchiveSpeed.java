package datalab.bench;

import datalab.bench.load.AlternatingRuns;
import datalab.bench.load.MeasuredDataLab;
import datalab.lab.Lab;
import datalab.store.mongodb.archive.MongoArchives;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.testkit.FerretDb;
import datalab.testkit.TestMongo;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How fast the speed layer works off a full log with its archive on a MongoDB, by turns with the same in PostgreSQL, each with
 * three views. A mongo-java-server keeps all in the memory of the process that measures; FerretDB keeps it in SQLite.
 */
final class ArchiveSpeed {
    private static final int RUNS = 3;
    private static final int EVENTS = 200_000;
    private static final int EVENTS_FERRETDB = 20_000;
    private static final String SERVER = "documents";
    private static final Lab HERE = MeasuredDataLab.lab(MeasuredDataLab.LAB);
    private static final Lab ELSEWHERE = MeasuredDataLab.lab(TestMongo.archived(MeasuredDataLab.LAB, "name"));

    private int databases;

    private ArchiveSpeed() {}

    static void run(Path repository) throws Exception {
        ArchiveSpeed measure = new ArchiveSpeed();
        try (TestMongo memory = new TestMongo()) {
            measure.beside("mongo-java-server, in memory", EVENTS, memory.url(""));
        }
        if (FerretDb.isBuilt()) {
            try (FerretDb ferretDb = FerretDb.start()) {
                String url = ferretDb.url();
                measure.beside("FerretDB over SQLite", EVENTS_FERRETDB, url.substring(0, url.lastIndexOf('/') + 1));
            }
        }
    }

    private void beside(String server, int events, String url) throws Exception {
        try (FullLog log = FullLog.of(events)) {
            AlternatingRuns.rates(
                    "%,d events from the log into the archive and three views".formatted(events),
                    RUNS,
                    "events/s",
                    () -> log.perSecond(ELSEWHERE, Map.of(SERVER, archives(url)), UnaryOperator.identity()),
                    "the archive in PostgreSQL, " + server,
                    () -> log.perSecond(HERE, Map.of(), UnaryOperator.identity()));
        }
    }

    /** In a database of its own. */
    private MongoArchives archives(String url) {
        databases++;
        return new MongoArchives(new MongoUrl(url + "bench" + databases));
    }
}
