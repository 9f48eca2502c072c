package datalab.out.jdbc;

import datalab.postgres.PostgresSettings;
import datalab.testkit.TestPostgres;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another PostgreSQL. */
final class PostgresOutputIT implements JdbcOutputContract {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @Override
    public JdbcConnections connections() {
        PostgresSettings settings = postgres.settings();
        return new JdbcConnections(
                new JdbcServer("shop", settings.url(), settings.user(), settings.password(), new PostgresDialect()),
                JdbcLimits.DEFAULT);
    }
}
