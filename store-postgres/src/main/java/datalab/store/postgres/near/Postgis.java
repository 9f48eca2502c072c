package datalab.store.postgres.near;

import datalab.store.postgres.connection.PostgresErrors;
import datalab.store.postgres.sql.SqlIdentifiers;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostGIS in a database. Its types and functions are named with their schema, so that nothing depends on a search path.
 *
 * @param schema as SQL has it
 */
public record Postgis(String schema) {
    private static final Logger logger = LoggerFactory.getLogger(Postgis.class);

    /** Where DataLab puts it, as labs' tables lie in schemas of their own too. */
    private static final String OWN_SCHEMA = "postgis";

    private static final String SAVEPOINT = "before_postgis";

    /** Where it is installed and this role may use it. */
    static Optional<Postgis> find(Handle handle) {
        return handle.createQuery("""
                        select nspname from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
                        where extname = 'postgis' and has_schema_privilege(pg_namespace.oid, 'usage')
                        """)
                .mapTo(String.class)
                .findOne()
                .map(schema -> new Postgis(SqlIdentifiers.quoted(schema)));
    }

    /** Installs it where the server has it and this role may. */
    public static Optional<Postgis> findOrInstall(Handle handle) {
        Optional<Postgis> found = find(handle);
        if (found.isPresent() || !isAvailable(handle)) {
            return found;
        }
        handle.savepoint(SAVEPOINT);
        try {
            handle.execute("create schema if not exists " + OWN_SCHEMA);
            handle.execute("create extension postgis schema " + OWN_SCHEMA);
            logger.atInfo().addKeyValue("schema", OWN_SCHEMA).log("installed postgis");
        } catch (JdbiException e) {
            handle.rollbackToSavepoint(SAVEPOINT);
            logger.atInfo()
                    .addKeyValue("reason", String.valueOf(PostgresErrors.sqlOf(e)))
                    .log("postgis is there but could not be installed; positions are found by s2 cells");
        }
        return find(handle);
    }

    /** A function or type of its own. */
    public String own(String name) {
        return schema + "." + name;
    }

    /** SQL for the point at two columns or values, on WGS 84. */
    public String point(String latitude, String longitude) {
        return "%1$s.st_setsrid(%1$s.st_makepoint(%3$s, %2$s), 4326)::%1$s.geography"
                .formatted(schema, latitude, longitude);
    }

    private static boolean isAvailable(Handle handle) {
        return handle.createQuery("""
                        select exists (select from pg_available_extensions where name = 'postgis')
                            and not exists (select from pg_extension where extname = 'postgis')
                        """).mapTo(Boolean.class).one();
    }
}
