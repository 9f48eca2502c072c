package datalab.ingest.door;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Blocks a thread until the result of one message is known. */
final class AwaitedResult implements IngestListener {
    private final CountDownLatch given = new CountDownLatch(1);
    private volatile @Nullable IngestResult result;

    @Override
    public void done(IngestResult what) {
        result = what;
        given.countDown();
    }

    /** Null if there was no result in time, or the thread was interrupted. */
    @Nullable
    IngestResult await(Duration atMost) {
        try {
            return given.await(atMost.toNanos(), TimeUnit.NANOSECONDS) ? result : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
