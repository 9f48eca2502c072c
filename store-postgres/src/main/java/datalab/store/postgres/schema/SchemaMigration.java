package datalab.store.postgres.schema;

import datalab.postgres.PostgresSettings;
import datalab.store.postgres.connection.PostgresErrors;
import org.flywaydb.core.Flyway;

/** Brings DataLab's own tables, in the schema {@code datalab}, up to date. Safe to run from several processes at once. */
public final class SchemaMigration {
    private SchemaMigration() {}

    public static void run(PostgresSettings settings) {
        try {
            Flyway.configure()
                    .dataSource(settings.url(), settings.user(), settings.password())
                    .schemas("datalab")
                    .locations("classpath:datalab/store/postgres/migrations")
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (RuntimeException e) {
            throw PostgresErrors.of("open " + settings.address(), e);
        }
    }
}
