package datalab.system;

import static datalab.testkit.Needs.Part.CURL;
import static datalab.testkit.Needs.Part.MOSQUITTO_PUB;
import static datalab.testkit.Needs.Part.OGRINFO;
import static datalab.testkit.Needs.Part.PSQL;
import static datalab.testkit.Needs.Part.RSCRIPT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.testkit.StartedJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands that the documentation shows against a real DataLab with the labs that ship. A command is a line, with its
 * continuations, of a {@code sh} block. Left out are those that start or test DataLab, which is what happens here anyway, and
 * those that never end or need an id.
 */
@Needs({CURL, MOSQUITTO_PUB, OGRINFO, PSQL, RSCRIPT})
class DocsIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern RUNNABLE = Pattern.compile(
            "(curl|mosquitto_pub|ogrinfo|psql|Rscript|\\./datalab (send|check|version))\\b.*", Pattern.DOTALL);
    private static final Pattern LEFT_OUT = Pattern.compile("curl -N|/ID/|FILE");
    private static final long SECONDS_MAX = 60;

    @TempDir
    Path folder;

    @Test
    void everyCommandShownWorks() throws IOException {
        Map<String, String> commands = commands();
        assertThat(commands).hasSizeGreaterThan(10);

        try (DataLabProcess datalab = new DataLabProcess(ROOT.resolve("labs"), folder.resolve("data"))) {
            datalab.start();
            Path launcher = launcher(datalab);
            Map<String, String> failures = new LinkedHashMap<>();
            for (String command : commands.keySet()) {
                String failure = failure(adapted(command, launcher, datalab));
                if (!failure.isEmpty()) {
                    failures.put(commands.get(command) + ": " + command, failure);
                }
            }
            assertThat(failures).isEmpty();
        }
    }

    /** Each command with the page it stands on. */
    private static Map<String, String> commands() throws IOException {
        Map<String, String> commands = new LinkedHashMap<>();
        for (Path page : pages()) {
            Matcher block = BLOCK.matcher(Files.readString(page));
            while (block.find()) {
                for (String command :
                        block.group(1).replace("\\\n", " ").lines().toList()) {
                    if (RUNNABLE.matcher(command).matches()
                            && !LEFT_OUT.matcher(command).find()) {
                        commands.put(command, ROOT.relativize(page).toString());
                    }
                }
            }
        }
        return commands;
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        for (String part : List.of("docs", "labs")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(part))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    /** The same command for the ports of this test; curl fails where the answer is an error. */
    private String adapted(String command, Path launcher, DataLabProcess datalab) {
        return command.replace("localhost:8080", "127.0.0.1:" + datalab.httpPort)
                .replace("127.0.0.1:15432", "127.0.0.1:" + datalab.postgresPort)
                .replace("passfile=data/", "passfile=" + folder.resolve("data") + "/")
                .replaceFirst("^curl ", "curl -sS --fail-with-body ")
                .replaceFirst("^mosquitto_pub ", "mosquitto_pub -p " + datalab.mqttPort + " ")
                .replaceFirst("^\\./datalab ", Matcher.quoteReplacement(launcher + " "));
    }

    private Path launcher(DataLabProcess datalab) throws IOException {
        Path launcher = folder.resolve("datalab");
        Files.writeString(launcher, """
                #!/usr/bin/env bash
                DATALAB_URL=%s exec '%s' "$@"
                """.formatted(datalab.url(""), String.join("' '", StartedJava.datalab(List.of()))));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        return launcher;
    }

    /** What the command printed, where it failed; empty where it worked. */
    private static String failure(String command) throws IOException {
        Process process = new ProcessBuilder("bash", "-c", command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 ? "" : "failed: " + output;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
