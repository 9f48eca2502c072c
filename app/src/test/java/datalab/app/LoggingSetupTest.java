package datalab.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class LoggingSetupTest {
    /** A line's end that is no control character, a paragraph's, and three that turn the direction of writing. */
    private static final String TURNING = "\u2028\u2029\u200f\u202e\u2066";

    @ParameterizedTest
    @ValueSource(strings = {LoggingSetup.TEXT, LoggingSetup.FILE_TEXT})
    void nobodyForgesALineNorSteersATerminal(String pattern) {
        LoggerContext context = new LoggerContext();
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(pattern);
        layout.start();
        LoggingEvent event = new LoggingEvent(
                "",
                context.getLogger("datalab"),
                Level.WARN,
                "refused",
                new IllegalStateException("a\u001b[31mb"),
                null);
        event.setKeyValuePairs(
                List.of(new KeyValuePair("path", "a\n12:00:00 ERROR forged\r\u001b[2J\u009b1mz" + TURNING)));

        String line = layout.doLayout(event);

        assertThat(line).contains("refused", "a?12:00:00 ERROR forged??[2J?1mz?????", "a?[31mb");
        assertThat(line.lines().filter(each -> each.contains("forged")))
                .hasSize(1)
                .first()
                .asString()
                .contains("refused");
        assertThat(line).doesNotContain("\u001b", "\r", "\u009b").doesNotContainPattern("[" + TURNING + "]");
    }

    @Test
    void aLineOfJsonHasNothingThatSteersATerminal() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        LoggingEvent event = new LoggingEvent("", context.getLogger("datalab"), Level.WARN, "refused", null, null);
        event.setKeyValuePairs(List.of(new KeyValuePair("path", "a\n\u001b[2J\u009b1m°" + TURNING)));
        Encoder<ILoggingEvent> json = LoggingSetup.json(context);
        json.start();

        String line = new String(json.encode(event), StandardCharsets.UTF_8);

        assertThat(line).endsWith("\n").contains("\\u009B1m\\u00B0\\u2028").matches("[\\x20-\\x7e]+\\n");
    }
}
