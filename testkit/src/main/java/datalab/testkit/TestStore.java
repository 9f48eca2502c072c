package datalab.testkit;

import datalab.postgres.PostgresSettings;
import datalab.store.Store;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A started store on an empty PostgreSQL database for each test class. Register it as a static field:
 * {@code @RegisterExtension static final TestStore<PostgresStore> store =
 * new TestStore<>(PostgresStore::new, PostgresStore::start);}
 */
public final class TestStore<S extends Store> implements BeforeAllCallback, AfterAllCallback {
    private final TestPostgres postgres = new TestPostgres();
    private final Function<PostgresSettings, S> open;
    private final Consumer<S> start;
    private @Nullable S store;

    /** Of a kind of store that this module does not know. */
    public TestStore(Function<PostgresSettings, S> open, Consumer<S> start) {
        this.open = open;
        this.start = start;
    }

    public S get() {
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
        S opened = open.apply(postgres.settings());
        store = opened;
        start.accept(opened);
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        if (store != null) {
            store.close();
        }
        postgres.afterAll(context);
    }
}
