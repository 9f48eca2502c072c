package datalab.out.jdbc;

import static datalab.testkit.Needs.Part.MARIADB;

import datalab.testkit.MariaDbServer;
import datalab.testkit.Needs;
import datalab.testkit.TestMariaDb;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A MariaDB by MySQL's driver. */
@Needs(MARIADB)
final class MySqlDriverOutputIT implements JdbcOutputContract {
    @RegisterExtension
    static final TestMariaDb mariadb = new TestMariaDb();

    @Override
    public JdbcConnections connections() {
        String url = mariadb.url("mysql");
        return new JdbcConnections(
                new JdbcServer("shop", url, MariaDbServer.USER, MariaDbServer.PASSWORD, new MySqlDialect()),
                JdbcLimits.DEFAULT);
    }
}
