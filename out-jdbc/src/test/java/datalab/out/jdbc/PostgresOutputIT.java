package datalab.out.jdbc;

import datalab.postgres.PostgresSettings;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.testkit.TestPostgres;
import datalab.testkit.contract.OutputTargetContract;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another PostgreSQL. */
final class PostgresOutputIT implements OutputTargetContract {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @Override
    public OutputTarget target() {
        return new JdbcTarget(connections());
    }

    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        return SeenRows.of(connections(), table);
    }

    private static JdbcConnections connections() {
        PostgresSettings settings = postgres.settings();
        return new JdbcConnections(
                new JdbcServer("shop", settings.url(), settings.user(), settings.password(), new PostgresDialect()),
                JdbcLimits.DEFAULT);
    }
}
