package datalab.testkit;

import datalab.store.Store;
import datalab.store.postgres.PostgresStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresStoreIT implements StoreContract {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private PostgresStore store;

    @BeforeAll
    void start() {
        store = new PostgresStore(postgres.settings());
        store.start();
    }

    @AfterAll
    void close() {
        store.close();
    }

    @Override
    public Store store() {
        return store;
    }
}
