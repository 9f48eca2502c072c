package datalab.ingest.mqtt;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this process takes of memory, threads and open files, once garbage is collected. */
record Footprint(long heapBytes, int threads, long files) {

    static Footprint now() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
        return new Footprint(
                runtime.totalMemory() - runtime.freeMemory(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                files);
    }

    /** Whether this is about as much as it was before. */
    boolean isLike(Footprint before) {
        return heapBytes < before.heapBytes + (48L << 20)
                && threads <= before.threads + 16
                && files <= before.files + 16;
    }
}
