package datalab.system.attack;

/** What a process takes of memory, threads and open files, once garbage is collected. */
record Footprint(long heapBytes, int threads, long files) {
    private static final long HEAP_BYTES_MORE_MAX = 64L << 20;
    private static final int MORE_MAX = 16;

    /** Whether this is about as much as it was before. */
    boolean isLike(Footprint before) {
        return heapBytes <= before.heapBytes + HEAP_BYTES_MORE_MAX
                && threads <= before.threads + MORE_MAX
                && files <= before.files + MORE_MAX;
    }

    @Override
    public String toString() {
        return (heapBytes >> 20) + " MiB, " + threads + " threads, " + files + " files";
    }
}
