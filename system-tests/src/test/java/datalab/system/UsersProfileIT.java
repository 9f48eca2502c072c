package datalab.system;

import static datalab.testkit.Needs.Part.CASSANDRA;
import static datalab.testkit.Needs.Part.MARIADB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import datalab.testkit.CassandraServer;
import datalab.testkit.DataLabProcess;
import datalab.testkit.MariaDbServer;
import datalab.testkit.Needs;
import datalab.testkit.TestMariaDb;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The users lab on the servers of the older system, with the tables as that made them, and its own calls. */
@Needs({MARIADB, CASSANDRA})
final class UsersProfileIT {
    @RegisterExtension
    static final TestMariaDb mariaDb = new TestMariaDb();

    @TempDir
    Path folder;

    @Test
    void keepsTheTablesOfTheOlderSystem() throws Exception {
        mariaDb.execute("create table user (id varchar(100) primary key, name varchar(100))");
        mariaDb.execute("create table user_longest_name (id varchar(100) primary key, name varchar(100))");
        try (CassandraServer cassandra = CassandraServer.start();
                CqlSession session = session(cassandra);
                DataLabProcess process = process(cassandra)) {
            session.execute("""
                    create keyspace analytics with replication = {'class': 'SimpleStrategy', 'replication_factor': 1}
                    """);
            session.execute("create table analytics.user (id uuid primary key, time timestamp, user_count int)");
            process.start("users", "--profile", "original");

            post(process, "87d4", "user1");
            await().untilAsserted(() -> assertThat(counted(session))
                    .extracting(row -> row.getInt("user_count"))
                    .containsExactly(1));
            await().untilAsserted(() -> assertThat(rows("user_longest_name")).containsExactly("87d4 user1"));
            post(process, "fc0e", "user12345");
            await().untilAsserted(() -> assertThat(rows("user_longest_name")).containsExactly("fc0e user12345"));
            post(process, "fc0e", "user12345");
            post(process, "long", "x".repeat(101));

            await().untilAsserted(() ->
                    assertThat(counted(session).getLast().getInt("user_count")).isEqualTo(3));
            await().untilAsserted(() -> assertThat(rows("user")).containsExactly("87d4 user1", "fc0e user12345"));
            await().until(() -> process.get("/labs/users/outputs").body().contains("[\"long\"]"));
            String analytics = process.get("/service-analytics/analytics").body();
            assertThat(counted(session))
                    .allSatisfy(row -> assertThat(analytics)
                            .contains("\"id\":\"" + row.getUuid("id") + "\",\"time\":\"" + row.getInstant("time")));
        }
    }

    private DataLabProcess process(CassandraServer cassandra) {
        return new DataLabProcess(Path.of("../labs"), folder)
                .with("DATALAB_SERVERS_MYSQL_URL", mariaDb.url("mysql"))
                .with("DATALAB_SERVERS_MYSQL_USER", MariaDbServer.USER)
                .with("DATALAB_SERVERS_MYSQL_PASSWORD", MariaDbServer.PASSWORD)
                .with("DATALAB_SERVERS_CASSANDRA_CONTACT_POINTS", "127.0.0.1:" + cassandra.port());
    }

    private static void post(DataLabProcess process, String id, String name) {
        String user = "{\"id\": \"%s\", \"name\": \"%s\"}".formatted(id, name);
        assertThat(process.post("/ingress/user", "application/json", user).statusCode())
                .isEqualTo(201);
    }

    private static List<String> rows(String table) throws SQLException {
        try (Connection connection = mariaDb.server().connect(mariaDb.database());
                ResultSet row =
                        connection.createStatement().executeQuery("select id, name from " + table + " order by id")) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1) + " " + row.getString(2));
            }
            return rows;
        }
    }

    private static CqlSession session(CassandraServer cassandra) {
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), cassandra.port()))
                .withLocalDatacenter("datacenter1")
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                        .build())
                .build();
    }

    /** In order of time. */
    private static List<Row> counted(CqlSession session) {
        return session.execute("select * from analytics.user").all().stream()
                .sorted(Comparator.comparing(row -> row.getInstant("time")))
                .toList();
    }
}
