package datalab.store.postgres.schema;

import datalab.store.postgres.connection.PostgresErrors;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.result.IncompatibleChange;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * What a store keeps of a lab, whether or not there is a lab.yaml of it.
 *
 * @param streams by name
 * @param tables of streams, ready to stand in SQL
 * @param views that SQL shows, by name
 * @param partials the tables that their rows lie in
 * @param elsewhere the collections of archives on other servers, with the name of the server
 * @param events how many have been archived since the beginning
 * @param rejects how many are kept
 * @param bytes on the disk
 */
public record StoredLab(
        String name,
        List<String> streams,
        List<String> tables,
        List<String> views,
        List<String> partials,
        List<String> elsewhere,
        long events,
        long rejects,
        long bytes) {
    private static final String DEPENDENT_OBJECTS = "2BP01";

    public StoredLab {
        streams = List.copyOf(streams);
        tables = List.copyOf(tables);
        views = List.copyOf(views);
        partials = List.copyOf(partials);
        elsewhere = List.copyOf(elsewhere);
    }

    public boolean isNothing() {
        return tables.isEmpty() && elsewhere.isEmpty() && views.isEmpty() && partials.isEmpty() && rejects == 0;
    }

    public static StoredLab of(Handle handle, String lab) {
        List<String> streams = names(handle.createQuery("""
                select stream from datalab.streams where lab = :lab union
                select stream from datalab.progress where lab = :lab order by 1
                """).bind("lab", lab));
        // A stream's table is known by its columns: those are DataLab's own names. Other tables may lie in the schema.
        List<String> tables = names(handle.createQuery("""
                select format('%I.%I', nspname, relname) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                where nspname = :schema and relkind = 'r' and (
                    select count(*) from pg_attribute where attrelid = pg_class.oid
                    and attname in ('_partition', '_offset', '_time', '_arrived', '_origin')) = 5
                order by 1
                """).bind("schema", SqlIdentifiers.schema(lab)));
        List<String> views =
                names(handle.createQuery("select distinct name from datalab.views where lab = :lab order by 1")
                        .bind("lab", lab));
        List<String> partials = names(handle.createQuery("""
                select 'datalab.partial_' || id from datalab.views
                where lab = :lab and to_regclass('datalab.partial_' || id) is not null order by id
                """).bind("lab", lab));
        List<String> all = new ArrayList<>(tables);
        all.addAll(partials);
        return new StoredLab(
                lab,
                streams,
                tables,
                views,
                partials,
                elsewhere(handle, lab),
                number(handle, "select coalesce(sum(accepted), 0) from datalab.progress where lab = :lab", lab),
                number(handle, "select count(*) from datalab.rejects where lab = :lab", lab),
                all.stream()
                        .mapToLong(table -> handle.createQuery("select pg_total_relation_size(:table::regclass)")
                                .bind("table", table)
                                .mapTo(Long.class)
                                .one())
                        .sum());
    }

    private static List<String> elsewhere(Handle handle, String lab) {
        return names(
                handle.createQuery("select server || '/' || place from datalab.archives where lab = :lab order by 1")
                        .bind("lab", lab));
    }

    /** Drops all of it, or nothing and {@link IncompatibleChange} if other database objects depend on it. */
    public void drop(Handle handle) {
        PrepareLab.lock(handle);
        try {
            String schema = SqlIdentifiers.quoted(SqlIdentifiers.schema(name));
            views.forEach(view -> handle.execute("drop view if exists " + schema + "." + SqlIdentifiers.quoted(view)));
            tables.forEach(table -> handle.execute("drop table " + table));
            partials.forEach(table -> handle.execute("drop table " + table));
            handle.execute("drop schema if exists " + schema);
        } catch (UnableToExecuteStatementException e) {
            if (PostgresErrors.isState(e, DEPENDENT_OBJECTS)) {
                throw new IncompatibleChange(
                        "lab " + name + " was not dropped: other objects of the database lie in its"
                                + " schema or are built on it; drop those first: "
                                + String.valueOf(PostgresErrors.sqlOf(e))
                                        .replaceAll("(?s)^.*?ERROR: |\\s*Hint:.*$", "")
                                        .replaceAll("\\s+", " "));
            }
            throw e;
        }
        names(handle.createQuery("""
                select relname from pg_class join pg_attribute on attrelid = pg_class.oid
                where relnamespace = 'datalab'::regnamespace and relkind = 'r' and attname = 'lab'
                """))
                .forEach(table ->
                        handle.execute("delete from datalab." + SqlIdentifiers.quoted(table) + " where lab = ?", name));
    }

    private static List<String> names(Query query) {
        return query.mapTo(String.class).list();
    }

    private static long number(Handle handle, String sql, String lab) {
        return handle.createQuery(sql).bind("lab", lab).mapTo(Long.class).one();
    }
}
