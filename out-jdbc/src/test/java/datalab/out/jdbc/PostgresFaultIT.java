package datalab.out.jdbc;

import datalab.postgres.PostgresSettings;
import datalab.store.output.OutputTable;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another PostgreSQL whose connections fail. */
final class PostgresFaultIT implements JdbcFaultContract {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @Override
    public JdbcConnections connections(JdbcLimits limits) {
        PostgresSettings settings = postgres.settings();
        return new JdbcConnections(server("public", settings.user(), settings.password()), limits);
    }

    @Override
    public JdbcConnections connections(String user, String password) {
        return new JdbcConnections(server("public", user, password), JdbcLimits.DEFAULT);
    }

    @Override
    public void execute(String sql) {
        Sql.execute(postgres.settings(), sql);
    }

    /** In a schema of its own, whose owner takes the rights from itself. */
    @Override
    public JdbcConnections reader(OutputTable table) {
        PostgresSettings settings = postgres.settings();
        execute("create schema reading");
        JdbcConnections connections =
                new JdbcConnections(server("reading", settings.user(), settings.password()), JdbcLimits.DEFAULT);
        new JdbcTarget(connections).prepare(table);
        execute("revoke create on schema reading from current_user");
        execute("revoke insert, update, delete on all tables in schema reading from current_user");
        return connections;
    }

    @Override
    public void endSessions() {
        execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
    }

    private static JdbcServer server(String schema, String user, String password) {
        String url = postgres.settings().url();
        return new JdbcServer(
                "shop",
                url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema,
                user,
                password,
                new PostgresDialect());
    }
}
