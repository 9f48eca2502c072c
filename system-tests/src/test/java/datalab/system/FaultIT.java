package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import datalab.postgres.embedded.EmbeddedPostgres;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes away what DataLab stands on while events come in, gives it back, and looks whether anything is missing. */
class FaultIT {
    /** How long PostgreSQL is away; {@code -Dfault.seconds=30} for the long form. */
    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("fault.seconds", 6));

    @TempDir
    Path folder;

    @BeforeEach
    void writeLab() throws IOException {
        Files.createDirectories(folder.resolve("labs/kill"));
        Files.writeString(folder.resolve("labs/kill/lab.yaml"), KillIT.LAB);
    }

    @Test
    void takesEventsWhilePostgresIsAwayAndShowsThemAllWhenItIsBack() throws IOException {
        int port = DataLabProcess.freePort();
        EmbeddedPostgres postgres = postgres(port);
        postgres.start();
        Path config = Files.writeString(
                folder.resolve("datalab.yaml"),
                "postgres: {url: \"%s\", user: datalab, password: \"%s\"}\n"
                        .formatted(
                                postgres.settings().url(), postgres.settings().password()));
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            datalab.start("--config", config.toString());
            KillSenders senders = new KillSenders(datalab, 20_000);
            senders.start();
            senders.awaitAcknowledged(2_000, Duration.ofMinutes(1));

            postgres.close();
            senders.idle(AWAY);
            assertThat(datalab.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(datalab.get("/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> read = datalab.get("/labs/kill/streams/readings?limit=1");
            assertThat(read.statusCode()).isEqualTo(503);
            assertThat(read.headers().firstValue("Retry-After")).isPresent();
            postgres = postgres(port);
            postgres.start();

            Set<Integer> acknowledged = senders.finish(Duration.ofMinutes(2));
            assertThat(senders.unanswered()).isZero();
            ArchivedFold archive = ArchivedFold.awaitSettled(datalab, KillIT.LAB, Duration.ofMinutes(1));
            assertThat(archive.ids()).doesNotHaveDuplicates().hasSameElementsAs(acknowledged);
            assertThat(archive.served("totals")).isEqualTo(archive.folded("totals"));
        } finally {
            postgres.close();
        }
    }

    /** Longer than the server lets a transaction stand still. */
    private static final Duration FROZEN = Duration.ofSeconds(12);
    /** The setting {@code limits.stop}, and what the JVM takes besides. */
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(15);

    @Test
    void waitsForAPostgresThatStandsStillAndEndsWithoutIt() throws IOException {
        int port = DataLabProcess.freePort();
        EmbeddedPostgres postgres = postgres(port);
        postgres.start();
        List<ProcessHandle> server = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
                .toList();
        Path config = Files.writeString(
                folder.resolve("datalab.yaml"),
                "postgres: {url: \"%s\", user: datalab, password: \"%s\"}\n"
                        .formatted(
                                postgres.settings().url(), postgres.settings().password()));
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            datalab.start("--config", config.toString());
            KillSenders senders = new KillSenders(datalab, 5_000);
            senders.start();
            senders.awaitAcknowledged(500, Duration.ofMinutes(1));

            signal("STOP", server);
            senders.idle(FROZEN);
            signal("CONT", server);
            Set<Integer> acknowledged = senders.finish(Duration.ofMinutes(2));
            ArchivedFold archive = ArchivedFold.awaitSettled(datalab, KillIT.LAB, Duration.ofMinutes(1));
            assertThat(archive.ids()).doesNotHaveDuplicates().hasSameElementsAs(acknowledged);
            assertThat(datalab.output()).doesNotContain("partition stopped", "waits for a person");

            assertThatItEnds(datalab, server);
        } finally {
            signal("CONT", server);
            postgres.close();
        }
    }

    private static void assertThatItEnds(DataLabProcess datalab, List<ProcessHandle> server) throws IOException {
        try (IdleClients clients = new IdleClients(datalab, "kill", "readings")) {
            signal("STOP", server);
            post(datalab, 1_000_000); // which its owner now tries to commit
            long begunNanos = System.nanoTime();
            datalab.stop();
            Duration took = Duration.ofNanos(System.nanoTime() - begunNanos);
            System.out.println("fault test: ended within " + took.toMillis() + " ms, beside " + clients);
            assertThat(took).isLessThan(ENDED_WITHIN);
        }
    }

    @Test
    void saysThatTheDiskIsFullAndGoesOnWhenThereIsRoomAgain() throws IOException {
        Path kafka = Files.createDirectories(folder.resolve("data/kafka"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", kafka.toString()))
                .as("mounting a small file system needs root")
                .isZero();
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            datalab.start();
            assertThat(post(datalab, 1).statusCode()).isEqualTo(201);

            Path filler = kafka.resolve("filler");
            assertThat(run("fallocate", "-l", freeBytes(kafka) - (8 << 20) + "", filler.toString()))
                    .isZero();
            HttpResponse<String> full = Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> post(datalab, 2), answer -> answer.statusCode() == 503);
            assertThat(full.headers().firstValue("Retry-After")).isPresent();
            assertThat(full.body()).contains("disk");
            assertThat(datalab.get("/health/ready").statusCode()).isEqualTo(503);

            Files.delete(filler);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> post(datalab, 3).statusCode() == 201);
            ArchivedFold archive = ArchivedFold.awaitSettled(datalab, KillIT.LAB, Duration.ofMinutes(1));
            assertThat(archive.ids()).contains(1, 3);
            assertThat(archive.served("totals")).isEqualTo(archive.folded("totals"));
        } finally {
            run("umount", "-l", kafka.toString());
        }
    }

    private EmbeddedPostgres postgres(int port) {
        return new EmbeddedPostgres(folder.resolve("postgres"), folder.resolve("postgres-binaries"), port);
    }

    private static void signal(String name, List<ProcessHandle> processes) throws IOException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .filter(ProcessHandle::isAlive)
                .distinct()
                .forEach(process -> command.add("" + process.pid()));
        run(command.toArray(String[]::new));
    }

    private static HttpResponse<String> post(DataLabProcess datalab, int id) {
        return datalab.post(
                "/labs/kill/streams/readings",
                "application/json",
                "{\"id\":%d,\"name\":\"a\",\"value\":1.5}".formatted(id));
    }

    private static long freeBytes(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    private static int run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
