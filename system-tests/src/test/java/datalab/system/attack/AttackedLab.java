package datalab.system.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The lab that is attacked, and a process that runs it as the launcher would. */
final class AttackedLab {
    static final String TOPIC = "sensors";
    static final String READINGS = "/labs/attacked/streams/readings";
    static final String NOTES = "/labs/attacked/streams/notes";
    static final String LATEST = "/labs/attacked/views/latest?limit=1&name=honest";
    static final String LIVE = "/labs/attacked/live";
    static final String NDJSON = "application/x-ndjson";

    /** As many as a page may have. */
    static final int ROWS = 10_000;

    private static final String LAB = """
            lab: attacked
            title: Readings that some want to keep from others
            streams:
              readings:
                key: name
                fields:
                  name:  {type: string, required: true}
                  value: {type: number}
                extra: keep
                in: {mqtt: ["sensors", "sensors/#"]}
              notes:
                key: name
                fields:
                  name:  {type: string, required: true}
                  note:  {type: string}
                extra: keep
            views:
              latest: {of: readings, by: [name], keep: last}
            """;

    private AttackedLab() {}

    /** With the flags and the heap of the launcher. */
    static DataLabProcess process(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("labs/attacked"));
        Files.writeString(folder.resolve("labs/attacked/lab.yaml"), LAB);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("../cli/jvm.options").toAbsolutePath(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "datalab.cli.Main");
        return new DataLabProcess(command, folder.resolve("labs"), folder.resolve("data"));
    }

    /** One that may read and write. */
    static String token(DataLabProcess datalab, String operator) throws IOException {
        HttpResponse<String> made =
                new Target(datalab, operator, new Answers(List.of())).post("/tokens", "application/json", """
                        {"name":"test","grants":[{"role":"read"},{"role":"write"}]}""");
        return new ObjectMapper().readTree(made.body()).path("token").asText();
    }

    /** Sends what readers of large pages ask for. */
    static void fill(Target target) {
        String readings = IntStream.range(0, ROWS)
                .mapToObj(i ->
                        "{\"name\":\"a" + i % 100 + "\",\"value\":" + i + ",\"note\":\"" + "x".repeat(400) + "\"}\n")
                .collect(Collectors.joining());

        assertThat(target.post(READINGS, NDJSON, readings).statusCode()).isEqualTo(200);
    }

    /** An event whose note has that many bytes. */
    static String note(int bytes) {
        return "{\"name\":\"n\",\"note\":\"" + "x".repeat(bytes) + "\"}\n";
    }
}
