package datalab.process.loggap;

import datalab.store.ledger.LogIdentity;
import datalab.store.ledger.Progress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Describes a mismatch between a partition's log and the store's record of it: the topic was replaced, or acknowledged
 * records are missing.
 *
 * @param at the log's own offset where processing could go on
 * @param missing how many acknowledged records are known to be in neither log nor archive
 * @param what happened, for people
 */
record LogGap(long at, long missing, String what) {

    /**
     * Compares a log with what is noted of it.
     *
     * @param noted the store's record; read before the log, which grows meanwhile
     * @param now the log
     * @param acknowledged one after the last record acknowledged to senders, as far as this process knows
     */
    static Optional<LogGap> of(Progress noted, LogSnapshot now, long acknowledged) {
        LogIdentity note = noted.log();
        long next = noted.nextInLog();
        long known = Math.max(note.end(), acknowledged);
        if (note.id() != null && !note.id().equals(now.id())) {
            String what = "the topic was deleted and made anew: " + next + " records of the one before were processed";
            return Optional.of(new LogGap(now.first(), lost(next, note.end()), what));
        }
        Long cut = now.cut() == null ? cutByLength(now, next) : now.cut();
        if (cut != null && cut < next) {
            String what = (next - cut) + " records are missing: " + next + " have been processed, but the log ends at "
                    + cut + ", or goes on there with other records";
            return Optional.of(new LogGap(cut, lost(next, known), what));
        }
        if (now.first() > next) {
            String what = (now.first() - next) + " records are missing: processing would go on at offset " + next
                    + ", but the log begins at " + now.first();
            return Optional.of(new LogGap(now.first(), now.first() - next, what));
        }
        if (now.end() < known) {
            String what = (known - now.end()) + " records are missing: " + known
                    + " have been acknowledged, but the log ends at " + now.end();
            return Optional.of(new LogGap(next, known - now.end(), what));
        }
        return Optional.empty();
    }

    /** The same offset was acknowledged for two records, so one of them is lost. */
    static LogGap reusedOffset(Progress noted) {
        String what =
                "records are missing: the log has acknowledged one at an offset where it had acknowledged another";
        return new LogGap(noted.nextInLog(), 0, what);
    }

    private static @Nullable Long cutByLength(LogSnapshot now, long next) {
        return now.end() < next ? now.end() : null;
    }

    private static long lost(long processed, long known) {
        return Math.max(0, known - processed);
    }
}
