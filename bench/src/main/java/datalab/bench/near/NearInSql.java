package datalab.bench.near;

import datalab.bench.load.MeasuredDataLab;
import datalab.lab.stream.EventStream;
import datalab.postgres.PostgresSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The question of {@link NearAsker} as one would write it with PostGIS alone, over as many connections as a store reads by.
 * What is near is made first: else the server goes through all locations in the order of time, in hope of the limit.
 */
final class NearInSql implements AutoCloseable {
    private static final int RUNS = 5;
    /** Others than those that warm up the stores. */
    private static final int FIRST_PERSON = 21;

    private final String sql;
    private final List<Connection> connections = new ArrayList<>();
    private final BlockingQueue<Connection> free = new LinkedBlockingQueue<>();

    private NearInSql(EventStream stream) {
        this.sql = """
                with near as materialized (
                    select l._time, l._partition, l._offset, l.person_id, l.latitude, l.longitude
                    from %1$s me join %1$s l on postgis.st_dwithin(l._point, me._point, %2$s)
                    where me.person_id = ? and l.person_id <> me.person_id
                ) select distinct * from near order by 1, 2, 3 limit %3$d
                """.formatted(stream.lab() + "." + stream.name(), NearAsker.METRES, NearAsker.PAGE);
    }

    static NearInSql open(PostgresSettings settings, EventStream stream) throws SQLException {
        NearInSql opened = new NearInSql(stream);
        for (int i = 0; i < settings.readConnections(); i++) {
            opened.connections.add(DriverManager.getConnection(settings.url(), settings.user(), settings.password()));
        }
        opened.free.addAll(opened.connections);
        return opened;
    }

    /** The median of some persons. */
    double millis() throws Exception {
        double[] took = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            long begin = System.nanoTime();
            ask(FIRST_PERSON + run);
            took[run] = (System.nanoTime() - begin) / 1e6;
        }
        return MeasuredDataLab.median(took);
    }

    /** Waits for a connection, and reads all of the answer. */
    void ask(long person) throws Exception {
        Connection connection = free.take();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, person);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rows.getDouble(6);
                }
            }
        } finally {
            free.add(connection);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
