package datalab.out.jdbc;

import static datalab.testkit.Needs.Part.MARIADB;

import datalab.testkit.MariaDbServer;
import datalab.testkit.Needs;
import datalab.testkit.TestMariaDb;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A MariaDB by MariaDB's driver. */
@Needs(MARIADB)
final class MariaDbOutputIT implements JdbcOutputContract {
    @RegisterExtension
    static final TestMariaDb mariadb = new TestMariaDb();

    @Override
    public JdbcConnections connections() {
        String url = mariadb.url("mariadb");
        return new JdbcConnections(
                new JdbcServer("shop", url, MariaDbServer.USER, MariaDbServer.PASSWORD, new MySqlDialect()),
                JdbcLimits.DEFAULT);
    }
}
