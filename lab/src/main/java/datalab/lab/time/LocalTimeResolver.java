package datalab.lab.time;

import datalab.lab.time.ParsedTime.Unknown;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;

/**
 * Converts local times of one zone to instants, with the stream's rule for times that are ambiguous or skipped at a change
 * of the clocks. Immutable.
 */
final class LocalTimeResolver {
    private final ZoneId zone;
    private final TimeRule.Dst dst;

    LocalTimeResolver(TimeRule rule) {
        this.zone = rule.zone().normalized();
        this.dst = rule.dst();
    }

    /** The instant of a local second, counted as if the zone were UTC. */
    ParsedTime at(long second, int nano) {
        if (zone instanceof ZoneOffset fixed) {
            return ParsedTime.of(second - fixed.getTotalSeconds(), nano);
        }
        LocalDateTime local = LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC);
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        if (change == null) {
            return ParsedTime.of(second - zone.getRules().getOffset(local).getTotalSeconds(), nano);
        }
        int before = change.getOffsetBefore().getTotalSeconds();
        int after = change.getOffsetAfter().getTotalSeconds();
        return switch (dst) {
            case EARLIER -> ParsedTime.of(second - Math.max(before, after), nano);
            case LATER -> ParsedTime.of(second - Math.min(before, after), nano);
            case REJECT -> new Unknown(unclear(change));
        };
    }

    /** When a day begins: its first instant, also at a DST change. */
    ParsedTime startOf(LocalDate day) {
        Instant start = zone instanceof ZoneOffset fixed
                ? day.atStartOfDay(fixed).toInstant()
                : day.atStartOfDay(zone).toInstant();
        return ParsedTime.of(start.getEpochSecond(), 0);
    }

    private String unclear(ZoneOffsetTransition change) {
        return "it with its offset, such as " + change.getOffsetAfter() + ": in " + zone + " this time of day "
                + (change.isGap() ? "never comes" : "comes twice") + " on "
                + change.getDateTimeBefore().toLocalDate()
                + " (dst in lab.yaml may choose)";
    }
}
