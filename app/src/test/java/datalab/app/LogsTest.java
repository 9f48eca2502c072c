package datalab.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class LogsTest {

    @ParameterizedTest
    @ValueSource(strings = {Logs.TEXT, Logs.FILE_TEXT})
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
        event.setKeyValuePairs(List.of(new KeyValuePair("path", "a\n12:00:00 ERROR forged\r\u001b[2J\u009b1mz")));

        String line = layout.doLayout(event);

        assertThat(line).contains("refused", "a?12:00:00 ERROR forged??[2J?1mz", "a?[31mb");
        assertThat(line.lines().filter(each -> each.contains("forged")))
                .hasSize(1)
                .first()
                .asString()
                .contains("refused");
        assertThat(line).doesNotContain("\u001b", "\r", "\u009b");
    }
}
