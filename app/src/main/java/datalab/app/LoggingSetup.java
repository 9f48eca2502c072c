package datalab.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import datalab.access.audit.AccessLog;
import datalab.app.settings.Secrets;
import datalab.app.settings.Settings;
import datalab.app.terminal.Terminal;
import java.nio.file.Path;
import net.logstash.logback.decorate.json.JsonWriteFeatureDecorator;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Configures logging: warnings and key events go to the console, as text or JSON, and more detail into files in the data
 * folder, of at most 40 MB together. The access log has files of its own there, of as many.
 */
public final class LoggingSetup {
    private static final FileSize FILE_BYTES_MAX = FileSize.valueOf("10MB");
    private static final int OLD_FILES_MAX = 3;

    /** A line may contain untrusted input, which must not break the line or control a terminal. */
    private static final String ONE_LINE = "{'[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f" + Terminal.TURNING + "]', '?'}";

    private static final String LINES = "{'[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f" + Terminal.TURNING + "]', '?'}";
    static final String TEXT =
            "%d{HH:mm:ss} %-5level %replace(%msg %kvp{NONE})" + ONE_LINE + " %replace(%rEx{0})" + LINES + "%n";
    static final String FILE_TEXT = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{20} [%thread]"
            + " %replace(%msg %kvp)" + ONE_LINE + "%n%replace(%ex)" + LINES;

    private LoggingSetup() {}

    /** For commands that talk to a running DataLab: warnings only. */
    public static void quiet() {
        LoggerContext context = reset();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
        console(context, pattern(context, TEXT), threshold(Level.WARN));
    }

    /** For {@code run}. The folder must exist. */
    public static void configure(Settings.Logs settings, Path folder) {
        LoggerContext context = console(settings);
        start(
                file(context, folder, "datalab"),
                pattern(context, FILE_TEXT),
                context.getLogger(Logger.ROOT_LOGGER_NAME));
        if (settings.access()) {
            start(file(context, folder, "access"), pattern(context, FILE_TEXT), context.getLogger(AccessLog.NAME));
        }
    }

    /** For a process without a folder of its own. */
    public static LoggerContext console(Settings.Logs settings) {
        LoggerContext context = reset();
        Level level = Level.valueOf(settings.level().name());
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        context.getLogger("datalab").setLevel(level);
        bridge();
        // Clients without a connection log it many times a second; the components that use them log it once.
        context.getLogger("org.apache.kafka.clients").setLevel(Level.ERROR);
        context.getLogger("com.hivemq").setLevel(Level.ERROR);
        context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
        // They log a line for each malformed request, which is answered with 400.
        context.getLogger("org.eclipse.jetty.http.HttpParser").setLevel(Level.ERROR);
        context.getLogger("org.eclipse.jetty.util.HostPort").setLevel(Level.ERROR);
        switch (settings.format()) {
            case TEXT -> console(context, pattern(context, TEXT), new ForPeople());
            case JSON -> console(context, json(context), threshold(level));
        }
        access(context, settings);
        return context;
    }

    /** Apart from the log of what happens, which it would push out of its files. */
    private static void access(LoggerContext context, Settings.Logs settings) {
        Logger requests = context.getLogger(AccessLog.NAME);
        requests.setAdditive(false);
        requests.setLevel(settings.access() ? Level.INFO : Level.OFF);
        if (settings.access() && settings.format() == Settings.Logs.Format.JSON) {
            ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
            console.setTarget("System.err");
            start(console, json(context), requests);
        }
    }

    private static LoggerContext reset() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        return context;
    }

    /** Also routes the java.util.logging output of libraries here. */
    private static void bridge() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private static void console(LoggerContext context, Encoder<ILoggingEvent> encoder, Filter<ILoggingEvent> filter) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setTarget("System.err");
        console.addFilter(filter);
        start(console, encoder, context.getLogger(Logger.ROOT_LOGGER_NAME));
    }

    private static Filter<ILoggingEvent> threshold(Level level) {
        ThresholdFilter filter = new ThresholdFilter();
        filter.setLevel(level.levelStr);
        filter.start();
        return filter;
    }

    private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, Path folder, String name) {
        Path current = folder.resolve(name + ".log");
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setFile(current.toString());
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(folder.resolve(name + ".%i.log").toString());
        rolling.setMinIndex(1);
        rolling.setMaxIndex(OLD_FILES_MAX);
        rolling.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(FILE_BYTES_MAX);
        size.start();
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(size);
        return appender;
    }

    private static void start(
            OutputStreamAppender<ILoggingEvent> appender, Encoder<ILoggingEvent> encoder, Logger logger) {
        appender.setContext(logger.getLoggerContext());
        appender.setEncoder(new WithoutSecrets(encoder));
        appender.start();
        logger.addAppender(appender);
    }

    private static Encoder<ILoggingEvent> pattern(LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(UTF_8);
        encoder.setPattern(pattern);
        encoder.start();
        return encoder;
    }

    /** Escapes to ASCII, so that a line contains no control sequences for a terminal. */
    static Encoder<ILoggingEvent> json(LoggerContext context) {
        LogstashEncoder encoder = new LogstashEncoder();
        JsonWriteFeatureDecorator ascii = new JsonWriteFeatureDecorator();
        ascii.addEnable("ESCAPE_NON_ASCII");
        encoder.addDecorator(ascii);
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    /** Masks passwords in URLs that libraries or exceptions may log. */
    private static final class WithoutSecrets extends EncoderBase<ILoggingEvent> {
        private final Encoder<ILoggingEvent> encoder;

        WithoutSecrets(Encoder<ILoggingEvent> encoder) {
            this.encoder = encoder;
            start();
        }

        @Override
        public byte[] headerBytes() {
            return encoder.headerBytes();
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            return Secrets.hidden(new String(encoder.encode(event), UTF_8)).getBytes(UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return encoder.footerBytes();
        }
    }

    /** Passes DataLab's own warnings; those of libraries go to the log file only. */
    private static final class ForPeople extends Filter<ILoggingEvent> {

        @Override
        public FilterReply decide(ILoggingEvent event) {
            boolean ours = event.getLoggerName().startsWith("datalab");
            return ours && event.getLevel().isGreaterOrEqual(Level.WARN) ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
    }
}
