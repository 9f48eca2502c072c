package datalab.access.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class AccessLogTest {

    @Test
    void nobodyForgesALineOrAValueAndNoTokenIsShown() {
        assertThat(AccessLog.plain("/labs/sensors")).isEqualTo("/labs/sensors");
        assertThat(AccessLog.plain("a\" status=\"200\n\u001b[2J\u202e\\"))
                .isEqualTo("a\\u0022 status=\\u0022200\\u000a\\u001b[2J\\u202e\\u005c");
        assertThat(AccessLog.plain("/tokens/dl_abcdefghjk_" + "s".repeat(43) + "/x"))
                .isEqualTo("/tokens/dl_abcdefghjk_…/x");
        assertThat(AccessLog.plain("/x/eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln"))
                .isEqualTo("/x/eyJ…");
    }

    @Test
    void whatIsLongIsCutAlsoWhereATokenLiesAcrossTheEnd() {
        assertThat(AccessLog.plain("/" + "a".repeat(100_000))).hasSize(301).endsWith("a…");
        assertThat(AccessLog.plain("\n".repeat(300))).hasSize(301).endsWith("…");
        assertThat(AccessLog.plain("/" + "a/".repeat(590) + "dl_abcdefghjk_" + "s".repeat(43)))
                .doesNotContain("sss");
        assertThat(AccessLog.plain("/" + "a/".repeat(140) + "dl_abcdefghjk_" + "s".repeat(43)))
                .doesNotContain("sss");
    }

    @Test
    void leavesOutWhatThereIsNot() {
        Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);

        AccessLog.write(new AccessLog.Line("grpc", "a/B", null, null, "OK", null, null, 3, null, "::1"));

        logger.detachAppender(lines);
        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.getFirst().getKeyValuePairs())
                .extracting(Object::toString)
                .containsExactly("way=\"grpc\"", "method=\"a/B\"", "status=\"OK\"", "ms=\"3\"", "address=\"::1\"");
    }
}
