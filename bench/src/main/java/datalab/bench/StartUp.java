package datalab.bench;

import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** From a fresh clone to ready (building, with its dependencies fetched before), and again on the same data. */
final class StartUp {
    private static final int RUNS = 3;

    private StartUp() {}

    static void run(Path repository) throws Exception {
        double[] first = new double[RUNS];
        double[] second = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            Path folder = Files.createTempDirectory("datalab-bench-start");
            Path clone = folder.resolve("clone");
            execute("git", "clone", "-q", repository.toString(), clone.toString());
            DataLabProcess datalab = new DataLabProcess(
                    List.of(clone.resolve("datalab").toString()), clone.resolve("labs"), folder.resolve("data"));
            first[run] = datalab.start().toMillis() / 1e3;
            datalab.stop();
            second[run] = datalab.start().toMillis() / 1e3;
            datalab.stop();
            Subject.delete(folder);
        }
        System.out.printf(
                "  clone to ready %.1f s, second start %.1f s (medians of %d)%n",
                Subject.median(first), Subject.median(second), RUNS);
    }

    private static void execute(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("failed: " + String.join(" ", command));
        }
    }
}
