package datalab.app.send;

/**
 * How many of the accepted events repeat one that was there already.
 *
 * @param same say the same, and change nothing
 * @param other have other values, and are kept as rejects
 */
record Repeated(long same, long other) {

    /**
     * What a stream's counts say; what others send meanwhile is among it.
     *
     * @param refused how many of those that were sent were refused at once
     */
    static Repeated between(StreamStatus before, StreamStatus after, long refused) {
        return new Repeated(
                after.duplicates() - before.duplicates(), Math.max(0, after.rejected() - before.rejected() - refused));
    }
}
