package datalab.store;

import datalab.lab.Lab;
import datalab.store.answer.IncompatibleChange;
import datalab.store.answer.StoreUnavailable;
import datalab.store.batch.Batches;
import datalab.store.ledger.LogIdentities;
import datalab.store.ledger.NumberLedger;

/**
 * Where streams and views are kept: all roles of it together, for those who put a DataLab together. Everybody else takes the role
 * that he needs. Thread-safe. Every method that asks the server throws {@link StoreUnavailable} when it does not answer in time;
 * nothing is retried in here.
 */
public interface Store extends AutoCloseable {

    /**
     * Makes or extends what a lab's streams and views need. Safe to call from several processes at once. Comes before
     * anything else that concerns the lab.
     *
     * <p>A view that is new or whose definition has changed while its stream has an archive is then to be built by a batch.
     *
     * @throws IncompatibleChange where what is kept does not fit what the lab now declares
     */
    void prepare(Lab lab);

    Ledger ledger();

    Views views();

    Archive archive();

    RejectLedger rejects();

    LoadedFileLedger loadedFiles();

    /** What the batch layer needs. */
    Batches batches();

    /** What is known of the log that the speed layer reads. */
    LogIdentities logIdentities();

    /** The numbers that streams with a generated field hand out. */
    NumberLedger numbers();

    /** Throws {@link StoreUnavailable} where the server would not answer now. */
    void check();

    @Override
    void close();
}
