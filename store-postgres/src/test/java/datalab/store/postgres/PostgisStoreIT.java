package datalab.store.postgres;

import static datalab.testkit.Needs.Part.POSTGIS;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.postgres.PostgresSettings;
import datalab.store.Store;
import datalab.store.near.NearCenter;
import datalab.store.near.NearEvent;
import datalab.store.near.NearQuery;
import datalab.store.postgres.near.NearSettings;
import datalab.testkit.Needs;
import datalab.testkit.PostgisServer;
import datalab.testkit.contract.StoreContract;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The store on a PostgreSQL that has PostGIS: Debian's, which is also the oldest version that DataLab runs on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Needs(POSTGIS)
final class PostgisStoreIT implements StoreContract {
    private PostgisServer server;
    private PostgresStore store;
    private PostgresSettings settings;

    @BeforeAll
    void start() throws IOException, SQLException {
        server = PostgisServer.start();
        settings = server.freshDatabase("contract");
        store = new PostgresStore(settings);
        store.start();
    }

    @AfterAll
    void close() throws IOException {
        store.close();
        server.close();
    }

    @Override
    public Store store() {
        return store;
    }

    @Test
    void keepsPointsInAColumnWithAnIndexAndPostgisInASchemaOfItsOwn() throws SQLException {
        StoreLab lab = lab();
        String table = lab.lab().name().replace('-', '_') + ".places";

        assertThat(query(
                        settings,
                        "select format_type(atttypid, atttypmod) from pg_attribute where attname = '_point'"
                                + " and attrelid = '" + table + "'::regclass"))
                .isEqualTo("postgis.geography(Point,4326)");
        assertThat(query(
                        settings,
                        "select count(*) from pg_indexes where schemaname || '.' || tablename = '" + table
                                + "' and indexdef like '%gist (_point)%'"))
                .isEqualTo("1");
    }

    @Test
    void findsByCellsWithoutTheRightToInstallAndByPostgisOnceItIsThere() throws SQLException {
        PostgresSettings owner = server.freshDatabase("gaining");
        query(owner, "create role plain login; grant create on database gaining to plain; select 1");
        PostgresSettings plain = PostgresSettings.of(owner.url(), "plain", "");
        StoreLab lab = StoreLab.of("gaining");
        archive(plain, lab);
        String points = "select count(*) from information_schema.columns where column_name = '_point'";

        String before = query(owner, points);
        List<NearEvent> byCells = near(plain, lab, true);
        query(owner, "create extension postgis; select 1");
        List<NearEvent> byPostgis = near(plain, lab, true);

        assertThat(before).isEqualTo("0");
        assertThat(query(owner, points)).isEqualTo("1");
        assertThat(query(owner, "select count(_point) from gaining.places")).isEqualTo("1");
        assertThat(byCells).hasSize(1);
        assertThat(byPostgis).hasSize(1);
        assertThat(near(plain, lab, false)).hasSize(1);
    }

    private static void archive(PostgresSettings settings, StoreLab lab) {
        PostgresStore store = new PostgresStore(settings);
        try (store) {
            store.start();
            store.prepare(lab.lab());
            store.ledger().progress(lab.places(), 0);
            store.ledger()
                    .commit(CommitBuilder.of(lab.places(), 0, 0, 1)
                            .events(StoreLab.event(
                                    lab.places(), new Coordinate(0, 0), StoreLab.START, 1L, 35.0, -106.0))
                            .commit());
        }
    }

    private static List<NearEvent> near(PostgresSettings settings, StoreLab lab, boolean postgis) {
        PostgresStore store = new PostgresStore(settings, new NearSettings(postgis, false));
        try (store) {
            store.start();
            store.prepare(lab.lab());
            return store.archive()
                    .nearSearch(lab.places())
                    .orElseThrow()
                    .near(new NearQuery(
                            lab.places(), List.of(new NearCenter(35.0, -106.00001)), 5, Map.of(), Map.of(), null, 10));
        }
    }

    private static String query(PostgresSettings settings, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            boolean isRows = statement.execute(sql);
            while (!isRows) {
                isRows = statement.getMoreResults();
            }
            ResultSet rows = statement.getResultSet();
            rows.next();
            return rows.getString(1);
        }
    }
}
