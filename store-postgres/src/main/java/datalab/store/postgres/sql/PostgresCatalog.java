package datalab.store.postgres.sql;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the database says it has. */
public final class PostgresCatalog {
    /** A column as it is. */
    public record ExistingColumn(String type, @Nullable String comment, Made made) {

        public boolean isGenerated() {
            return made != Made.WRITTEN;
        }
    }

    /** How a column's values come to be. */
    public enum Made {
        WRITTEN,
        /** Generated, and kept in the row. */
        STORED,
        /** Generated when it is read. */
        VIRTUAL
    }

    private final Handle handle;

    public PostgresCatalog(Handle handle) {
        this.handle = handle;
    }

    public boolean hasRelation(String qualifiedName) {
        return handle.createQuery("select to_regclass(:name) is not null")
                .bind("name", qualifiedName)
                .mapTo(Boolean.class)
                .one();
    }

    /** By name, in their order; empty where there is no such table. */
    public Map<String, ExistingColumn> columns(String qualifiedName) {
        Map<String, ExistingColumn> columns = new LinkedHashMap<>();
        handle.createQuery("""
                        select attname, format_type(atttypid, atttypmod), col_description(attrelid, attnum),
                            case attgenerated when 's' then 'STORED' when 'v' then 'VIRTUAL' else 'WRITTEN' end
                        from pg_attribute
                        where attrelid = to_regclass(:name) and attnum > 0 and not attisdropped
                        order by attnum
                        """)
                .bind("name", qualifiedName)
                .map((row, context) -> Map.entry(
                        row.getString(1),
                        new ExistingColumn(row.getString(2), row.getString(3), Made.valueOf(row.getString(4)))))
                .forEach(entry -> columns.put(entry.getKey(), entry.getValue()));
        return columns;
    }

    public Set<String> indexes(String schema, String table) {
        return new HashSet<>(
                handle.createQuery("select indexname from pg_indexes where schemaname = :schema and tablename = :table")
                        .bind("schema", schema)
                        .bind("table", table)
                        .mapTo(String.class)
                        .list());
    }
}
