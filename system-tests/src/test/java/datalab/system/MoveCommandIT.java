package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Sql;
import datalab.testkit.TestMongo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code datalab move}: killed again and again while events come in, then there, then back with DataLab at rest. */
final class MoveCommandIT {
    private static final int EVENTS = Integer.getInteger("move.events", 12_000);
    private static final int KILLS = Integer.getInteger("move.kills", 3);
    private static final Duration WITHIN = Duration.ofMinutes(3);
    private static final String STREAM = "kill.readings";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void losesAndDoublesNothingThereAndBack() throws Exception {
        try (TestMongo mongo = new TestMongo();
                DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            String config = mongo.config(folder);
            write(KillIT.LAB);
            datalab.start("--config", config);
            KillSenders senders = new KillSenders(datalab, EVENTS);
            senders.start();
            senders.awaitAcknowledged(EVENTS / 4, WITHIN);
            for (int kill = 1; kill <= KILLS; kill++) {
                beginAndKill(config, datalab, kill);
            }
            Ran there = move(config, datalab, "documents");
            String ready = datalab.get("/health/ready").body();
            int read = datalab.get("/labs/kill/streams/readings").statusCode();
            awaitAlarm(datalab);
            datalab.stop();
            write(TestMongo.archived(KillIT.LAB, "name"));
            datalab.start("--config", config);
            Set<Integer> acknowledged = senders.finish(WITHIN);

            assertThat(there.output()).contains("compared", "with archive: documents", "table kill.readings");
            assertThat(there.exit()).as(there.output()).isZero();
            assertThat(read).as("who looks at the old place is told so").isEqualTo(503);
            assertThat(ready).doesNotContain("\"status\":\"down\"");
            assertWhole(datalab, acknowledged);

            datalab.stop();
            Ran back = move(config, datalab, "postgresql");
            write(KillIT.LAB);
            datalab.start("--config", config);

            assertThat(back.exit()).as(back.output()).isZero();
            assertWhole(datalab, acknowledged);
            assertThat(move(config, datalab, "postgresql").output()).contains("is in PostgreSQL already");
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        try (TestMongo mongo = new TestMongo();
                DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            String config = mongo.config(folder);
            write(KillIT.LAB);

            Ran nothing = move(config, datalab, "documents");
            Ran unknown = move(config, datalab, "nowhere");

            assertThat(nothing.exit()).isEqualTo(1);
            assertThat(nothing.output()).contains("has no PostgreSQL, so there are no events");
            assertThat(unknown.exit()).isEqualTo(2);
            assertThat(unknown.output()).contains("--to is 'nowhere'; expected postgresql or one of documents");
        }
    }

    private void write(String lab) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("labs/kill")).resolve("lab.yaml"), lab);
    }

    private String[] command(String config, DataLabProcess datalab, String to) {
        return new String[] {
            "move",
            STREAM,
            "--to",
            to,
            "--config",
            config,
            "--labs",
            folder.resolve("labs").toString(),
            "--data",
            folder.resolve("data").toString(),
            "--postgres-port",
            "" + datalab.postgresPort
        };
    }

    private Ran move(String config, DataLabProcess datalab, String to) throws Exception {
        return Ran.datalab(WITHIN, command(config, datalab, to));
    }

    /** As soon as it has begun, and a little later each time. */
    private void beginAndKill(String config, DataLabProcess datalab, int kill) throws Exception {
        Process move = Ran.begun(command(config, datalab, "documents"));
        Awaitility.await().until(() -> !move.isAlive() || noted(datalab));
        move.waitFor(100L * kill, TimeUnit.MILLISECONDS);
        move.destroyForcibly().waitFor();
    }

    private static boolean noted(DataLabProcess datalab) {
        return !Sql.query(datalab.postgres(), "select count(*) from datalab.archive_moved")
                .equals("0");
    }

    private static void awaitAlarm(DataLabProcess datalab) {
        Awaitility.await()
                .until(() -> JSON.readTree(datalab.get("/labs/kill").body())
                        .at("/streams/0/alarm")
                        .asText()
                        .startsWith("the archive moves"));
    }

    private static void assertWhole(DataLabProcess datalab, Set<Integer> acknowledged) throws IOException {
        ArchivedFold archive = ArchivedFold.awaitSettled(datalab, KillIT.LAB, WITHIN);
        List<Integer> ids = new ArrayList<>(archive.ids());
        assertThat(ids).as("no event twice").doesNotHaveDuplicates();
        assertThat(ids).as("every acknowledged event").containsAll(acknowledged);
        for (String view : archive.views()) {
            assertThat(archive.served(view)).as(view).isEqualTo(archive.folded(view));
        }
    }
}
