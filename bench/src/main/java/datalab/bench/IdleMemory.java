package datalab.bench;

import datalab.bench.load.AwaitNoLag;
import datalab.bench.load.MeasuredDataLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Memory of DataLab and all its child processes (PSS, so shared pages count once), idle, with all labs loaded. */
final class IdleMemory {
    private static final Duration SETTLE = Duration.ofSeconds(30);

    private IdleMemory() {}

    static void run(Path repository) throws IOException {
        try (MeasuredDataLab subject = MeasuredDataLab.startShipped(repository)) {
            for (String lab : new String[] {"sensors", "air-quality"}) {
                AwaitNoLag.await(subject.datalab, lab);
            }
            LockSupport.parkNanos(SETTLE.toNanos());
            long own = pssKiB(subject.datalab.handle());
            long servers =
                    family(subject.postmaster()).mapToLong(IdleMemory::pssKiB).sum();
            System.out.printf(
                    "  DataLab with its broker %d MB, PostgreSQL %d MB, together %d MB after %d s idle%n",
                    own / 1024, servers / 1024, (own + servers) / 1024, SETTLE.toSeconds());
        }
    }

    /** The process and whatever it started. */
    private static Stream<ProcessHandle> family(long pid) {
        ProcessHandle root = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(root), root.descendants());
    }

    private static long pssKiB(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException e) {
            return 0; // it has ended meanwhile
        }
    }
}
