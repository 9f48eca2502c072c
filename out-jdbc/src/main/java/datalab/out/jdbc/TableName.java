package datalab.out.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * A table's name, {@code table} or {@code schema.table}.
 *
 * @param schema null for that of the connection; in MySQL a database
 */
record TableName(@Nullable String schema, String table) {

    static TableName of(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? new TableName(null, text) : new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    String quoted(SqlDialect dialect) {
        return schema == null ? dialect.quoted(table) : dialect.quoted(schema) + "." + dialect.quoted(table);
    }

    @Override
    public String toString() {
        return schema == null ? table : schema + "." + table;
    }
}
