package datalab.lab.aggregate.state;

import java.util.Map;
import java.util.TreeMap;

/**
 * A set of instants stored as disjoint intervals, in microseconds. Single moments do not count. Where there are more than
 * {@link #MAX} intervals, gaps shorter than a threshold are closed: the smallest power of two that leaves no more. A gap is
 * closed for itself, so a set closed in steps is what it would be if it had been closed at once. Mutable, owned by one thread.
 */
public final class IntervalSet {
    static final int MAX = 10_000;

    private static final int LEVEL_MAX = 60;
    private static final double MICROS_A_SECOND = 1e6;

    /** Where each ends, by where it begins. */
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /** Gaps shorter than two to the power of this many microseconds are closed; 0 leaves all open. */
    private int level;

    public void add(long from, long until) {
        if (from < until) {
            insert(from, until);
            bound();
        }
    }

    public void add(IntervalSet other) {
        if (other.level > level) {
            close(other.level);
        }
        other.ends.forEach(this::insert);
        bound();
    }

    public double seconds() {
        long micros = 0;
        for (Map.Entry<Long, Long> interval : ends.entrySet()) {
            micros += interval.getValue() - interval.getKey();
        }
        return micros / MICROS_A_SECOND;
    }

    /** Whether both are of the same moments, as far as the one with fewer gaps tells. */
    public boolean agrees(IntervalSet other) {
        return at(other.level).ends.equals(other.at(level).ends);
    }

    public void encode(StateWriter out) {
        out.writeCount(level);
        out.writeCount(ends.size());
        long before = 0;
        for (Map.Entry<Long, Long> interval : ends.entrySet()) {
            out.writeCount(interval.getKey() - before);
            out.writeCount(interval.getValue() - interval.getKey());
            before = interval.getValue();
        }
    }

    public static IntervalSet decode(StateReader in) {
        IntervalSet intervals = new IntervalSet();
        long level = in.readCount();
        long count = in.readCount();
        if (level < 0 || level > LEVEL_MAX || count < 0 || count > MAX) {
            throw new IllegalStateException("a partial's bytes are damaged: " + count + " intervals at level " + level);
        }
        intervals.level = (int) level;
        long before = 0;
        for (int i = 0; i < count; i++) {
            long from = before + in.readCount();
            before = from + in.readCount();
            intervals.ends.put(from, before);
        }
        return intervals;
    }

    /** As PostgreSQL writes multiranges. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        ends.forEach((from, until) -> text.append(text.length() > 1 ? "," : "")
                .append('[')
                .append((long) from)
                .append(',')
                .append((long) until)
                .append(')'));
        return text.append('}').toString();
    }

    private IntervalSet at(int atLeast) {
        if (level >= atLeast) {
            return this;
        }
        IntervalSet wider = new IntervalSet();
        wider.level = atLeast;
        ends.forEach(wider::insert);
        return wider;
    }

    private void close(int to) {
        IntervalSet wider = at(to);
        level = to;
        ends.clear();
        ends.putAll(wider.ends);
    }

    private void bound() {
        while (ends.size() > MAX) {
            close(level + 1);
        }
    }

    private void insert(long from, long until) {
        long closed = (1L << level) - 1;
        long begin = from;
        long end = until;
        Map.Entry<Long, Long> before = ends.floorEntry(from);
        if (before != null && before.getValue() + closed >= from) {
            if (before.getValue() >= until) {
                return;
            }
            begin = before.getKey();
        }
        Map.Entry<Long, Long> after = ends.higherEntry(begin);
        while (after != null && after.getKey() - closed <= end) {
            end = Math.max(end, after.getValue());
            ends.remove(after.getKey());
            after = ends.higherEntry(begin);
        }
        ends.put(begin, end);
    }
}
