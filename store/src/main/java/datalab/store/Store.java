package datalab.store;

import datalab.lab.Lab;
import datalab.store.alert.AlertLedger;
import datalab.store.batch.BatchStore;
import datalab.store.forecast.ModelLedger;
import datalab.store.forget.ForgetLedger;
import datalab.store.ledger.GeneratedNumbers;
import datalab.store.ledger.LogIdentityStore;
import datalab.store.output.OutputLedger;
import datalab.store.result.IncompatibleChange;
import datalab.store.result.StoreUnavailable;
import datalab.store.retention.Horizons;
import datalab.store.sql.SqlQueries;

/**
 * Storage of streams and views: all its roles together, for the wiring of the application. Other code uses the role
 * that it needs. Thread-safe. Every method that queries the server throws {@link StoreUnavailable} if it does not respond
 * in time; nothing is retried here.
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

    /** Reads of archives and views that take minutes. */
    Snapshots snapshots();

    RejectLedger rejects();

    LoadedFileLedger loadedFiles();

    /** What the batch layer needs. */
    BatchStore batches();

    /** What is known of the log that the speed layer reads. */
    LogIdentityStore logIdentities();

    /** What is noted of tables on other servers that are kept equal to views and streams. */
    OutputLedger outputs();

    /** What is kept of alerts. */
    AlertLedger alerts();

    /** What is kept of models. */
    ModelLedger models();

    /** The numbers that streams with a generated field hand out. */
    GeneratedNumbers numbers();

    /** How far back events and rows are kept. */
    Horizons horizons();

    /** Keys that are forgotten. */
    ForgetLedger forgets();

    /** Questions in SQL. */
    SqlQueries sql();

    /** Throws {@link StoreUnavailable} where the server would not answer now. */
    void check();

    @Override
    void close();
}
