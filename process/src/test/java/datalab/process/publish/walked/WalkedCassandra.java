package datalab.process.publish.walked;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import datalab.lab.output.OutputColumn;
import datalab.out.cassandra.CassandraServerType;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.testkit.TestServerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tables of a Cassandra. */
public final class WalkedCassandra implements WalkedTarget {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final OutputTarget target;
    private final CqlSession session;

    /** @param port of one on this machine */
    public WalkedCassandra(int port) {
        session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .withLocalDatacenter("datacenter1")
                .build();
        cql("create keyspace walks with replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        target = new CassandraServerType()
                .configure(new TestServerSettings(
                        "target", Map.of("contact_points", "127.0.0.1:" + port, "keyspace", "walks")))
                .outputs();
    }

    @Override
    public OutputTarget target() {
        return target;
    }

    @Override
    public Guard guard() {
        return Guard.VERSIONS;
    }

    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        List<List<@Nullable Object>> seen = new ArrayList<>();
        for (Row row : cql("select " + columns(table) + " from walks." + table.name())) {
            List<@Nullable Object> values = new ArrayList<>();
            table.columns().forEach(column -> values.add(row.getObject(column.name())));
            seen.add(values);
        }
        return seen;
    }

    /** Only a whole table can be made to forget: its rows are put in again, each at its time. */
    @Override
    public void forgetDeletions(OutputTable table) {
        String name = "walks." + table.name();
        String written = table.columns().getLast().name();
        List<Row> rows = cql("select %s, writetime(%s) from %s".formatted(columns(table), written, name));
        cql("truncate " + name);
        String places = table.columns().stream().map(column -> "?").collect(Collectors.joining(", "));
        String insert = "insert into %s (%s) values (%s) using timestamp ?".formatted(name, columns(table), places);
        for (Row row : rows) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i <= table.columns().size(); i++) {
                values.add(row.getObject(i));
            }
            cql(insert, values.toArray());
        }
    }

    private static String columns(OutputTable table) {
        return table.columns().stream().map(OutputColumn::name).collect(Collectors.joining(", "));
    }

    private List<Row> cql(String statement, @Nullable Object... values) {
        return session.execute(SimpleStatement.newInstance(statement, values).setTimeout(ANSWER_MAX))
                .all();
    }

    @Override
    public void close() {
        session.close();
        target.close();
    }
}
