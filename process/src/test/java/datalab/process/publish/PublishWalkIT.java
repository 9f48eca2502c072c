package datalab.process.publish;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.yaml.LabFile;
import datalab.out.jdbc.JdbcServerType;
import datalab.postgres.PostgresSettings;
import datalab.process.publish.BrokenOutputs.Plant;
import datalab.process.publish.PublishWalk.Seen;
import datalab.store.Store;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestServerSettings;
import datalab.testkit.TestStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An output equals its view, and no row of it ever goes back, whatever happens to publishers; and the walk that shows it can
 * see.
 */
final class PublishWalkIT {
    private static final int STEPS = 120;
    /** More of them with {@code -Ddatalab.walks=100}. */
    private static final int SOUND_SEEDS = Integer.getInteger("datalab.walks", 2);

    private static final int PLANTED_SEEDS_MAX = 40;

    @RegisterExtension
    static final TestStore<PostgresStore> database = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private static Store store;
    private static OutputTarget target;
    private static Connection connection;

    @BeforeAll
    static void start() throws SQLException {
        PostgresSettings settings = database.settings();
        store = database.get();
        target = new JdbcServerType()
                .configure(new TestServerSettings(
                        "target",
                        Map.of("url", settings.url(), "user", settings.user(), "password", settings.password())))
                .outputs();
        connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }

    @AfterAll
    static void end() throws SQLException {
        connection.close();
        target.close();
    }

    @Test
    void holds() {
        assertThat(firstFault(Plant.NONE, SOUND_SEEDS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsARuleThatIsLeftOut(Plant plant) {
        assertThat(firstFault(plant, PLANTED_SEEDS_MAX)).isPresent();
    }

    private static Optional<String> firstFault(Plant plant, int seeds) {
        for (int seed = 0; seed < seeds; seed++) {
            String name =
                    "walk-%s-%d".formatted(plant.name().toLowerCase(Locale.ROOT).replace('_', '-'), seed);
            Lab lab = lab(name);
            store.prepare(lab);
            PublishWalk walk =
                    new PublishWalk(store, target, plant, lab, gone -> forget(lab, gone), PublishWalkIT::seen, seed);
            Optional<String> fault = walk.walk(STEPS).map(what -> name + ", " + what);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Lab lab(String name) {
        String yaml = """
                lab: %s
                streams: {events: {key: name, fields: {name: string, seq: integer}}}
                views: {counts: {of: events, by: name, n: count, last: max(seq)}}
                """.formatted(name);
        return switch (LabFile.parse(name, Path.of("."), yaml)) {
            case LabFile.Valid(Lab lab) -> lab;
            case LabFile.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }

    private static void forget(Lab lab, String name) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("delete from %s.events where name = '%s'".formatted(lab.schema(), name));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Seen> seen(OutputTable table) {
        Map<String, Seen> rows = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet there = statement.executeQuery("select to_regclass('" + table.name() + "') is not null")) {
            there.next();
            if (!there.getBoolean(1)) {
                return rows;
            }
            try (ResultSet row = statement.executeQuery("select name, n, last from " + table.name())) {
                while (row.next()) {
                    rows.put(row.getString(1), new Seen(row.getLong(2), row.getLong(3)));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
