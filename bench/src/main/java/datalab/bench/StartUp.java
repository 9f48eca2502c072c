package datalab.bench;

import datalab.bench.load.MeasuredDataLab;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** From a fresh clone to ready (building, with its dependencies fetched before), and again on the same data. */
final class StartUp {
    private static final int RUNS = 3;
    private static final int LINES_SHOWN = 60;

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
            first[run] = start(datalab);
            datalab.stop();
            second[run] = start(datalab);
            datalab.stop();
            MeasuredDataLab.delete(folder);
        }
        System.out.printf(
                "  clone to ready %.1f s, second start %.1f s (medians of %d)%n",
                MeasuredDataLab.median(first), MeasuredDataLab.median(second), RUNS);
    }

    /** In seconds. Where it does not start, its output is shown and kept, as the folder is. */
    private static double start(DataLabProcess datalab) {
        try {
            return datalab.start().toMillis() / 1e3;
        } catch (RuntimeException e) {
            List<String> lines = datalab.output().lines().toList();
            System.err.println(
                    "it did not start; the last of what it printed, all of which is in " + datalab.outputFile());
            lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()).forEach(System.err::println);
            datalab.close();
            throw e;
        }
    }

    private static void execute(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("failed: " + String.join(" ", command));
        }
    }
}
