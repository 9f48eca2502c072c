package datalab.lab.time;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * How a stream interprets the times that senders supply.
 *
 * @param zone of times that name none
 * @param format how the time field is written: a {@link TimePattern}, or a {@link TimeUnit} by name; null for the usual forms
 * @param dst how to resolve a local time that occurs twice, or never, at a DST change
 * @param future how far the event time may lie ahead of arrival; null for no bound
 */
public record TimeRule(
        ZoneId zone,
        @Nullable String format,
        Dst dst,
        @Nullable Duration future) {

    /** What is assumed where a stream names no zone. */
    public static final TimeRule UTC = in(ZoneOffset.UTC);

    /** How far ahead of arrival an event time may lie where a stream says nothing. */
    public static final Duration FUTURE_DEFAULT = Duration.ofMinutes(10);

    /**
     * How to resolve a local time that occurs twice, or never, at a DST change: the two candidates are what it means
     * by the offset before the change and by the one after.
     */
    public enum Dst {
        EARLIER,
        LATER,
        /** Neither: it is refused. */
        REJECT
    }

    /** The usual forms in a zone, without a bound on the future. */
    public static TimeRule in(ZoneId zone) {
        return new TimeRule(zone, null, Dst.REJECT, null);
    }

    /** The same without a format, for times that are not the event's own. */
    public TimeRule withoutFormat() {
        return format == null ? this : new TimeRule(zone, null, dst, future);
    }
}
