package datalab.lab.time;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * A cron expression: minute, hour, day of the month, month, day of the week, and, if there are six fields, the second
 * before them. Immutable; two are equal if they are written alike.
 */
public final class Cron {
    private static final int FIELDS = 5;
    private static final int FIELDS_WITH_SECONDS = 6;

    private final String text;
    private final ExecutionTime times;

    private Cron(String text, ExecutionTime times) {
        this.text = text;
        this.times = times;
    }

    /** Parses cron syntax. Throws {@link IllegalArgumentException} with the reason if it is invalid or never matches. */
    public static Cron parse(String text) {
        int fields = text.isBlank() ? 0 : text.strip().split("\\s+").length;
        if (fields != FIELDS && fields != FIELDS_WITH_SECONDS) {
            throw new IllegalArgumentException(fields + (fields == 1 ? " field" : " fields"));
        }
        ExecutionTime times = ExecutionTime.forCron(new CronParser(fields(fields)).parse(text));
        if (times.nextExecution(Instant.EPOCH.atZone(ZoneOffset.UTC)).isEmpty()) {
            throw new IllegalArgumentException("no such day ever comes");
        }
        return new Cron(text, times);
    }

    private static CronDefinition fields(int count) {
        CronDefinitionBuilder fields = CronDefinitionBuilder.defineCron();
        if (count == FIELDS_WITH_SECONDS) {
            fields =
                    fields.withSeconds().withValidRange(0, 59).withStrictRange().and();
        }
        fields = fields.withMinutes().withValidRange(0, 59).withStrictRange().and();
        fields = fields.withHours().withValidRange(0, 23).withStrictRange().and();
        fields = fields.withDayOfMonth().withValidRange(1, 31).withStrictRange().and();
        fields = fields.withMonth().withValidRange(1, 12).withStrictRange().and();
        return fields.withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withIntMapping(7, 0)
                .withStrictRange()
                .and()
                .instance();
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** The first of its times after that moment, as clocks of the zone show them. */
    public Instant next(Instant after, ZoneId zone) {
        // The library miscounts seconds from the middle of one; its times are whole ones, so nothing lies between.
        return times.nextExecution(after.truncatedTo(ChronoUnit.SECONDS).atZone(zone))
                .map(ZonedDateTime::toInstant)
                .orElseThrow(() -> new IllegalStateException("no time after " + after + " for " + text));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cron cron && cron.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
