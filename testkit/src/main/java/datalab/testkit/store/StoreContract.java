package datalab.testkit.store;

import datalab.store.Store;

/** All that every store promises. A test class of a store implements this and answers with a started store. */
public interface StoreContract
        extends CommitContract,
                DerivedCommitContract,
                EventsContract,
                NearContract,
                RejectsContract,
                ViewsContract,
                BatchContract,
                NumberLedgerContract,
                DeclarationsContract {

    @Override
    Store store();

    @Override
    default StoreLab lab() {
        return CommitContract.super.lab();
    }
}
