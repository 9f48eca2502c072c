package datalab.process.publish.walked;

import datalab.lab.expression.Column;
import datalab.out.jdbc.JdbcServerType;
import datalab.postgres.PostgresSettings;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.testkit.TestServerSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tables of a PostgreSQL, by JDBC. */
public final class WalkedJdbc implements WalkedTarget {
    private final OutputTarget target;
    private final Connection connection;

    public WalkedJdbc(PostgresSettings settings) throws SQLException {
        target = new JdbcServerType()
                .configure(new TestServerSettings(
                        "target",
                        Map.of("url", settings.url(), "user", settings.user(), "password", settings.password())))
                .outputs();
        connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }

    @Override
    public OutputTarget target() {
        return target;
    }

    @Override
    public Guard guard() {
        return Guard.FENCE;
    }

    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        List<List<@Nullable Object>> seen = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select * from " + table.name())) {
            while (row.next()) {
                List<@Nullable Object> values = new ArrayList<>();
                for (int i = 0; i < table.columns().size(); i++) {
                    boolean isTime = table.columns().get(i).type() == Column.Type.TIME;
                    values.add(isTime ? row.getTimestamp(i + 1).toInstant() : row.getObject(i + 1));
                }
                seen.add(values);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return seen;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        target.close();
    }
}
