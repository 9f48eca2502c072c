package datalab.process.publish;

import datalab.postgres.PostgresSettings;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A store for the walks of a test class. Register it as a static field. */
final class WalkedDatabase implements BeforeAllCallback, AfterAllCallback {
    private final TestStore<PostgresStore> store = new TestStore<>(PostgresStore::new, PostgresStore::start);
    private @Nullable WalkedLedger ledger;

    PostgresSettings settings() {
        return store.settings();
    }

    WalkedLedger ledger() {
        return Objects.requireNonNull(ledger);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        store.beforeAll(context);
        PostgresSettings settings = store.settings();
        Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
        ledger = new WalkedLedger(store.get(), connection);
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        ledger().connection().close();
        store.afterAll(context);
    }
}
