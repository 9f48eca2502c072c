package datalab.store.postgres.reader;

import datalab.store.sql.SqlRefused;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Functions that every PostgreSQL lets everybody call, and that could harm others: locks that DataLab waits for, settings such as
 * the memory of a sort, the sessions of other readers, the log of changes. To call one its name has to stand in the question,
 * literally, in any case of letters; those that run SQL made of other texts are among them. What the server itself forbids to who
 * is no superuser is not.
 */
final class ForbiddenFunctions {
    private static final Pattern NAMES = Pattern.compile("(?i)(?<![\\w$\\x{80}-\\x{10ffff}])(?<name>set_config"
            + "|pg_(?:try_)?advisory_\\w+|pg_sleep\\w*|pg_(?:cancel|terminate)_backend"
            + "|pg_logical_emit_message|pg_notify|pg_export_snapshot"
            + "|lo_\\w+|loread|lowrite|dblink\\w*"
            + "|(?:query|cursor|table|schema|database)_to_xml\\w*|ts_stat|ts_rewrite|xpath_table|crosstab\\w*|connectby)"
            + "(?![\\w$\\x{80}-\\x{10ffff}])");

    /** An identifier whose letters are written as numbers. */
    private static final Pattern ESCAPED = Pattern.compile("(?i)u&\"");

    private ForbiddenFunctions() {}

    static void check(String sql) {
        Matcher name = NAMES.matcher(sql);
        if (name.find()) {
            throw refused(sql, name.start(), name.group("name") + " is not for questions, as it could harm others");
        }
        Matcher escaped = ESCAPED.matcher(sql);
        if (escaped.find()) {
            throw refused(sql, escaped.start(), "names are to be written without escapes");
        }
    }

    private static SqlRefused refused(String sql, int index, String why) {
        return new SqlRefused(why, "42501", sql.codePointCount(0, index) + 1, null);
    }
}
