package datalab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.bench.load.AlternatingRuns;
import datalab.bench.load.AwaitNoLag;
import datalab.bench.load.MeasuredDataLab;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cached GET of 200 kB beside nginx serving the same bytes from a file, turn by turn. Needs nginx and wrk. */
final class CachedGet {
    private static final int RUNS = 5;
    private static final int ROWS = 980;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern FAILED = Pattern.compile("Non-2xx|Socket errors");

    private CachedGet() {}

    static void run(Path repository) throws Exception {
        Path folder = Files.createTempDirectory("datalab-bench-nginx");
        try (MeasuredDataLab subject = MeasuredDataLab.startShipped(repository)) {
            AwaitNoLag.await(subject.datalab, "air-quality");
            String path = "/air_quality?limit=" + ROWS;
            HttpResponse<String> answer = subject.datalab.get(path);
            Files.writeString(folder.resolve("air_quality"), answer.body());
            int port = DataLabProcess.freePort();
            Process nginx = nginx(folder, port);
            try {
                compare(subject.datalab.url(path).toString(), "http://127.0.0.1:" + port + "/air_quality", answer);
            } finally {
                nginx.destroy();
                nginx.waitFor(5, TimeUnit.SECONDS);
            }
        }
        MeasuredDataLab.delete(folder);
    }

    private static void compare(String ours, String theirs, HttpResponse<String> answer) throws Exception {
        AlternatingRuns.rates(
                "a cached GET of %,d bytes".formatted(answer.body().length()),
                RUNS,
                "requests/s",
                () -> wrk(ours),
                "nginx",
                () -> wrk(theirs));
    }

    static double wrk(String url) throws IOException, InterruptedException {
        Process wrk = new ProcessBuilder("wrk", "-t1", "-c16", "-d4s", url)
                .redirectErrorStream(true)
                .start();
        String output = new String(wrk.getInputStream().readAllBytes(), UTF_8);
        wrk.waitFor(30, TimeUnit.SECONDS);
        Matcher rate = RATE.matcher(output);
        if (!rate.find() || FAILED.matcher(output).find()) {
            throw new IOException("wrk failed:\n" + output);
        }
        return Double.parseDouble(rate.group(1));
    }

    private static Process nginx(Path folder, int port) throws IOException {
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off; master_process off; pid %1$s/nginx.pid; error_log %1$s/error.log;
                events { worker_connections 256; }
                http {
                  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type application/json;
                  server { listen 127.0.0.1:%2$d; root %1$s; }
                }
                """.formatted(folder, port));
        return new ProcessBuilder(List.of(
                        "nginx",
                        "-p",
                        folder.toString(),
                        "-c",
                        folder.resolve("nginx.conf").toString()))
                .inheritIO()
                .start();
    }
}
