package datalab.process.publish;

import datalab.store.output.Acknowledgement;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notes acknowledgements in the ledger on a thread of its own, several in a transaction, while rows are sent: so even where it
 * takes long for one row, a kill has only the last few sent again. Once it is closed, all are noted.
 */
final class AcknowledgementNoter implements AutoCloseable {
    private static final Duration NOTE_EVERY = Duration.ofMillis(100);

    private final OutputLedger ledger;
    private final OutputLease lease;
    private final Queue<Acknowledgement> left;
    private final CountDownLatch isOver = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable RuntimeException failure;

    /** @param left what is to be noted; what could not be stays in it. Safe for several threads */
    AcknowledgementNoter(OutputLedger ledger, OutputLease lease, Queue<Acknowledgement> left) {
        this.ledger = ledger;
        this.lease = lease;
        this.left = left;
        this.thread = Thread.ofVirtual().name("datalab-acknowledged").start(this::run);
    }

    /** Throws where something could not be noted. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        isOver.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        note();
    }

    private void run() {
        try {
            while (!isOver.await(NOTE_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                note();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void note() {
        List<Acknowledgement> some = new ArrayList<>();
        for (Acknowledgement next = left.poll(); next != null; next = left.poll()) {
            some.add(next);
        }
        if (some.isEmpty()) {
            return;
        }
        try {
            ledger.acknowledged(lease, some);
        } catch (RuntimeException e) {
            left.addAll(some);
            throw e;
        }
    }
}
