package datalab.store.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.postgres.PostgresSettings;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.StoreLab;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a migration makes of rows that an older DataLab has left. */
final class SchemaMigrationIT {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private static final String BEFORE_WINDOWS = "13";

    @Test
    void readsTheWindowsOfRowsThatOutputsHaveFromTheirKeys() {
        PostgresSettings at = postgres.settings();
        Flyway.configure()
                .dataSource(at.url(), at.user(), at.password())
                .schemas("datalab")
                .locations("classpath:datalab/store/postgres/migrations")
                .target(BEFORE_WINDOWS)
                .load()
                .migrate();
        view(1, "hourly", definition("per_minute"));
        view(2, "latest", definition("by_name"));
        key(1, "[\"a\",\"2026-03-01T12:00:00Z\"]");
        key(1, "[\"2026-03-01T12:00:00Z\",\"2026-03-01T13:30:00.500Z\"]");
        key(1, "[\"a\",null]");
        key(2, "[\"2026-03-01T12:00:00Z\"]");

        SchemaMigration.run(at);

        assertThat(Sql.query(at, """
                        select string_agg(output || ' ' || coalesce((window_start at time zone 'UTC')::time::text, '-'), ', '
                            order by output, window_start) from datalab.output_keys
                        """)).isEqualTo("1 12:00:00, 1 13:30:00.5, 1 -, 2 -");
    }

    /** As the table of views has it: what follows does not matter here. */
    private static String definition(String view) {
        return StoreLab.of("older").view(view).toString();
    }

    private static void view(int id, String name, String definition) {
        Sql.execute(postgres.settings(), """
                insert into datalab.views (lab, name, stream, definition) values ('older', '%2$s', 'readings', '%3$s');
                insert into datalab.outputs (id, lab, name, target) overriding system value values (%1$d, 'older', '%2$s', 'a.b');
                """.formatted(id, name, definition));
    }

    private static void key(int output, String key) {
        Sql.execute(postgres.settings(), """
                insert into datalab.output_keys (output, digest, key, noted) values (%d, sha256('%s'), '%<s', 1)
                """.formatted(output, key));
    }
}
