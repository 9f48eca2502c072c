package datalab.out.jdbc;

import static datalab.testkit.Needs.Part.MARIADB;

import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.testkit.MariaDbServer;
import datalab.testkit.Needs;
import datalab.testkit.TestMariaDb;
import datalab.testkit.contract.OutputTargetContract;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A MariaDB by MySQL's driver. */
@Needs(MARIADB)
final class MySqlDriverOutputIT implements OutputTargetContract {
    @RegisterExtension
    static final TestMariaDb mariadb = new TestMariaDb();

    @Override
    public OutputTarget target() {
        return new JdbcTarget(connections());
    }

    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        return SeenRows.of(connections(), table);
    }

    private static JdbcConnections connections() {
        String url = mariadb.url("mysql");
        return new JdbcConnections(
                new JdbcServer("shop", url, MariaDbServer.USER, MariaDbServer.PASSWORD, new MySqlDialect()),
                JdbcLimits.DEFAULT);
    }
}
