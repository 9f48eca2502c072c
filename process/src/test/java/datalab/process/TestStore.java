package datalab.process;

import datalab.postgres.PostgresSettings;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestPostgres;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A started store on an empty database for each test class. Register it as a static field:
 * {@code @RegisterExtension static final TestStore store = new TestStore();}
 */
public final class TestStore implements BeforeAllCallback, AfterAllCallback {
    private final TestPostgres postgres = new TestPostgres();
    private @Nullable PostgresStore store;

    public PostgresStore get() {
        if (store == null) {
            throw new IllegalStateException("no store yet: register TestStore as a static field");
        }
        return store;
    }

    /** How to reach the store's database beside it. */
    public PostgresSettings settings() {
        return postgres.settings();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        postgres.beforeAll(context);
        store = new PostgresStore(postgres.settings());
        store.start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        if (store != null) {
            store.close();
        }
        postgres.afterAll(context);
    }
}
