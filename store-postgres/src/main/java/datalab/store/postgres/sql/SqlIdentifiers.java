package datalab.store.postgres.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.aggregate.fold.Component;
import datalab.lab.stream.EventStream;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.CRC32;

/** Names of things in the database, ready to stand in SQL. */
public final class SqlIdentifiers {
    /** PostgreSQL has these columns in every table already. */
    private static final Set<String> SYSTEM_COLUMNS = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    /** What PostgreSQL does not cut off, in bytes; our names are ASCII. */
    private static final int LENGTH_MAX = 63;

    private SqlIdentifiers() {}

    /** A text as a constant, for statements that are kept as they are and so have no parameters. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The column of a field: its own name, with an underscore after it where PostgreSQL has taken the name. */
    public static String column(String field) {
        return quoted(plainColumn(field));
    }

    public static String plainColumn(String field) {
        return SYSTEM_COLUMNS.contains(field) ? field + "_" : field;
    }

    /** The field of a column that {@link #plainColumn} named. */
    public static String field(String column) {
        boolean isMoved = column.endsWith("_") && SYSTEM_COLUMNS.contains(column.substring(0, column.length() - 1));
        return isMoved ? column.substring(0, column.length() - 1) : column;
    }

    /** The schema of a lab. PostgreSQL keeps names that begin with pg_ for itself. */
    public static String schema(String lab) {
        String name = lab.replace('-', '_');
        return name.startsWith("pg_") || name.equals("information_schema") ? "lab_" + name : name;
    }

    public static String table(EventStream stream) {
        return relation(stream.lab(), stream.name());
    }

    public static String relation(String lab, String name) {
        return quoted(schema(lab)) + "." + quoted(name);
    }

    /**
     * A name for an index that tells which columns it is on. It is never too long, and never that of a table or view, since
     * theirs do not begin with an underscore.
     */
    public static String index(String table, String kind, String columns) {
        return "_" + table + "_" + kind + "_" + digest(columns);
    }

    /** The column of a part of an aggregate. */
    public static String component(Component component) {
        return quoted(bounded(component.column()));
    }

    /** A name that PostgreSQL does not cut off; two that differ still do. */
    public static String bounded(String name) {
        return name.length() <= LENGTH_MAX ? name : name.substring(0, LENGTH_MAX - 9) + "_" + digest(name);
    }

    private static String digest(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
