package datalab.testkit.contract;

import datalab.store.Store;
import datalab.testkit.store.StoreLab;

/**
 * All contracts of stores, for a server with every role. A test class of a store implements this and answers with a started
 * store.
 */
public interface StoreContract
        extends LedgerContract,
                DerivedCommitContract,
                ArchiveContract,
                QuestionContract,
                ViewQuestionContract,
                NearSearchContract,
                RejectLedgerContract,
                ViewsContract,
                SnapshotsContract,
                RollupContract,
                BatchStoreContract,
                OutputLedgerContract,
                AcknowledgementsContract,
                GeneratedNumbersContract,
                HorizonsContract,
                RetentionContract,
                DeclarationsContract {

    @Override
    Store store();

    @Override
    default StoreLab lab() {
        return LedgerContract.super.lab();
    }
}
