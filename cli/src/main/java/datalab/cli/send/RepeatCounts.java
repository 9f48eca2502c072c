package datalab.cli.send;

/**
 * How many of the accepted events repeat one that was there already.
 *
 * @param same say the same, and change nothing
 * @param other have other values, and are kept as rejects
 */
record RepeatCounts(long same, long other) {

    /**
     * From the stream's counts, which include events that other clients send meanwhile; their rejects are not counted here.
     *
     * @param sent how many were accepted by the log
     * @param refused how many were not
     */
    static RepeatCounts between(StreamStatus before, StreamStatus after, long sent, long refused) {
        long same = after.duplicates() - before.duplicates();
        long rejected = after.rejected() - before.rejected() - refused;
        long missing = sent - same - (after.accepted() - before.accepted());
        return new RepeatCounts(same, after.unique() ? Math.max(0, Math.min(rejected, missing)) : 0);
    }
}
