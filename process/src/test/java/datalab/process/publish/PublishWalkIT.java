package datalab.process.publish;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumns;
import datalab.lab.yaml.LabFile;
import datalab.out.jdbc.JdbcServerType;
import datalab.postgres.PostgresSettings;
import datalab.process.publish.BrokenOutputs.Plant;
import datalab.store.Store;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.TestServerSettings;
import datalab.testkit.TestStore;
import datalab.testkit.store.StoreLab;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An output equals its view, and no row of it ever goes back, whatever happens to publishers; and the walk that shows it can
 * see.
 */
final class PublishWalkIT {
    private static final int STEPS = 120;
    /** More of them with {@code -Ddatalab.walks=100}. */
    private static final int SOUND_SEEDS = Integer.getInteger("datalab.walks", 2);

    private static final int PLANTED_SEEDS_MAX = 40;

    private static final Map<String, String> TOTALS = totals();

    @RegisterExtension
    static final TestStore<PostgresStore> database = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private static int labs;
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void holds(boolean hasTotals) {
        assertThat(firstFault(Plant.NONE, hasTotals, SOUND_SEEDS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "TOKEN_UNCHECKED"})
    void findsARuleThatIsLeftOut(Plant plant) {
        assertThat(firstFault(plant, plant.isOfTotals(), PLANTED_SEEDS_MAX)).isPresent();
    }

    /** A publisher that was taken over from changes nothing in the ledger; where it may, rows stay old. */
    @ParameterizedTest
    @EnumSource(names = {"NONE", "TOKEN_UNCHECKED"})
    void keepsOutWhoWasTakenOverFrom(Plant plant) {
        Stream<String> faults =
                IntStream.range(0, 4).boxed().flatMap(seed -> walk(plant, true, seed).takenOver().stream());

        assertThat(faults.findFirst().isPresent()).isEqualTo(plant != Plant.NONE);
    }

    private static Optional<String> firstFault(Plant plant, boolean hasTotals, int seeds) {
        for (int seed = 0; seed < seeds; seed++) {
            int number = seed;
            Optional<String> fault = walk(plant, hasTotals, seed)
                    .walk(hasTotals ? STEPS / 2 : STEPS)
                    .map(what -> "seed " + number + ", " + what);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static PublishWalk walk(Plant plant, boolean hasTotals, int seed) {
        String name =
                "walk-%s-%d".formatted(plant.name().toLowerCase(Locale.ROOT).replace('_', '-'), ++labs);
        Lab lab = lab(name, hasTotals);
        store.prepare(lab);
        Map<String, String> columns = hasTotals ? TOTALS : Map.of();
        return new PublishWalk(
                store, target, plant, lab, columns, gone -> forget(lab, gone), PublishWalkIT::seen, seed);
    }

    private static Lab lab(String name, boolean hasTotals) {
        String yaml = """
                lab: %s
                streams: {events: {key: name, fields: {name: string, seq: integer}}}
                views: {shown: {of: events, %s, n: count, last: max(seq)}}
                """.formatted(name, hasTotals ? "every: 1s" : "by: name");
        return switch (LabFile.parse(name, Path.of("."), yaml)) {
            case LabFile.Valid(Lab lab) -> lab;
            case LabFile.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }

    private static Map<String, String> totals() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("time", "window_start");
        columns.put("n", "n");
        columns.put("last", "last");
        columns.put("total", OutputColumns.running("n"));
        columns.put("newest", OutputColumns.running("last"));
        return columns;
    }

    private static void forget(Lab lab, String name) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("delete from %s.events where name = '%s'".formatted(lab.schema(), name));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The numbers of each row by its name, or by that of its window's events. */
    private static Map<String, List<Long>> seen(OutputTable table) {
        Map<String, List<Long>> rows = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select * from " + table.name())) {
            while (row.next()) {
                String name = table.keys().getFirst().type() == Column.Type.TIME
                        ? "n%02d"
                                .formatted(Duration.between(
                                                StoreLab.START,
                                                row.getTimestamp(1).toInstant())
                                        .toSeconds())
                        : row.getString(1);
                List<Long> numbers = new ArrayList<>();
                for (int column = 2; column <= table.columns().size(); column++) {
                    numbers.add(row.getLong(column));
                }
                rows.put(name, numbers);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
