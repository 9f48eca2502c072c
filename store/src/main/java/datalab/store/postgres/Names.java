package datalab.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.EventStream;
import java.util.Set;
import java.util.zip.CRC32;

/** Names of things in the database, ready to stand in SQL. */
final class Names {
    /** PostgreSQL has these columns in every table already. */
    private static final Set<String> SYSTEM_COLUMNS = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private Names() {}

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The column of a field: its own name, with an underscore after it where PostgreSQL has taken the name. */
    static String column(String field) {
        return quoted(plainColumn(field));
    }

    static String plainColumn(String field) {
        return SYSTEM_COLUMNS.contains(field) ? field + "_" : field;
    }

    /** The schema of a lab. PostgreSQL keeps names that begin with pg_ for itself. */
    static String schema(String lab) {
        String name = lab.replace('-', '_');
        return name.startsWith("pg_") || name.equals("information_schema") ? "lab_" + name : name;
    }

    static String table(EventStream stream) {
        return relation(stream.lab(), stream.name());
    }

    static String relation(String lab, String name) {
        return quoted(schema(lab)) + "." + quoted(name);
    }

    /**
     * A name for an index that tells which columns it is on. It is never too long, and never that of a table or view, since
     * theirs do not begin with an underscore.
     */
    static String index(String table, String kind, String columns) {
        CRC32 crc = new CRC32();
        crc.update(columns.getBytes(UTF_8));
        return "_" + table + "_" + kind + "_" + Long.toHexString(crc.getValue());
    }
}
