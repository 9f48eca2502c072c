package datalab.cli.client;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The option {@code --timeout} of every command that waits for a running DataLab. */
public final class TimeoutOption {
    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "how long to go on while the server does not answer, or nothing moves (${DEFAULT-VALUE})")
    private int seconds;

    /** @param seconds where the command line does not say it */
    public TimeoutOption(int seconds) {
        this.seconds = seconds;
    }

    public Duration duration() {
        return Duration.ofSeconds(seconds);
    }

    /**
     * Tries again for so long.
     *
     * @param onFailure receives the cause of a failure, once for each outage
     */
    public Retry retry(Consumer<String> onFailure) {
        return new Retry(duration(), Clock.systemUTC(), onFailure);
    }
}
