package datalab.out.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.testkit.TestServerSettings;
import datalab.testkit.contract.OutputTargetContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The receiver that docs/outputs.md shows. */
@Needs(Needs.Part.PYTHON)
final class PythonReceiverIT {
    private static final Pattern SCRIPT = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Process process;
    private int port;

    @BeforeEach
    void start() throws IOException {
        port = DataLabProcess.freePort();
        Matcher script = SCRIPT.matcher(Files.readString(Path.of("../docs/outputs.md")));
        assertThat(script.find()).isTrue();
        Path file = Files.writeString(
                folder.resolve("receiver.py"), script.group(1).replace("8000", Integer.toString(port)));
        ProcessBuilder builder = new ProcessBuilder("python3", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().put("WEBHOOK_SECRET", KeepingReceiver.SECRET);
        builder.environment().put("PYTHONUTF8", "1");
        process = builder.start();
        try (WebhookTarget target = target(KeepingReceiver.SECRET)) {
            await().ignoreException(OutputUnavailable.class).until(() -> {
                target.check();
                return true;
            });
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void keepsTheNewestOfEachRow() throws IOException {
        OutputTable users = OutputTargetContract.users();
        try (WebhookTarget target = target(KeepingReceiver.SECRET);
                OutputWriter writer = target.open(users)) {
            writer.write(2, List.of(OutputRow.of("a", "Ann"), OutputRow.of("b", "naïve 🎈")));
            writer.write(3, List.of(OutputRow.gone("a", null)));
            writer.write(2, List.of(OutputRow.of("a", "late")));
        }

        assertThat(said())
                .containsExactly(
                        "{'id': 'a'} {'id': 'a', 'name': 'Ann'}",
                        "{'id': 'b'} {'id': 'b', 'name': 'naïve 🎈'}",
                        "{'id': 'a'} None");
    }

    @Test
    void takesNothingOfStrangers() throws IOException {
        try (WebhookTarget target = target("another secret");
                OutputWriter writer = target.open(OutputTargetContract.users())) {
            assertThatThrownBy(() -> writer.write(1, List.of(OutputRow.of("a", "Ann"))))
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessageContaining("secret seem to be wrong: 401");
        }

        assertThat(said()).isEmpty();
    }

    /** As the settings make it. */
    private WebhookTarget target(String secret) {
        Map<String, String> settings = Map.of("url", "http://127.0.0.1:" + port, "secret", secret);
        return (WebhookTarget) new WebhookServerType()
                .configure(new TestServerSettings("hook", settings))
                .outputs();
    }

    private List<String> said() throws IOException {
        return Files.readString(folder.resolve("said"), UTF_8)
                .lines()
                .filter(line -> line.startsWith("{"))
                .toList();
    }
}
