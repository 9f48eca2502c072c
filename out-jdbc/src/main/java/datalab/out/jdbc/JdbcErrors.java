package datalab.out.jdbc;

import java.sql.SQLException;
import java.util.Set;

/** What servers' errors mean. States: PostgreSQL, Appendix A; codes: the error references of MySQL and MariaDB. */
final class JdbcErrors {
    /** Cardinality, data, integrity constraints, a view's check. */
    private static final Set<String> ROW_CLASSES = Set.of("21", "22", "23", "44");

    /** A key too long for its index; raised by a trigger of PostgreSQL, of MySQL. */
    private static final Set<String> ROW_STATES = Set.of("54000", "P0001", "45000");

    /** Data truncated, incorrect string value, check constraint violated: MySQL has no state of their own for these. */
    private static final Set<Integer> ROW_CODES = Set.of(1265, 1366, 3819);

    private JdbcErrors() {}

    /** Whether a row is refused for what it holds. */
    static boolean isOfRow(SQLException e) {
        String state = e.getSQLState();
        return ROW_CODES.contains(e.getErrorCode())
                || (state != null
                        && state.length() == 5
                        && (ROW_STATES.contains(state) || ROW_CLASSES.contains(state.substring(0, 2))));
    }

    /** The server's first line, without what drivers put before it. */
    static String message(SQLException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.strip()
                .replaceFirst("(?s)\\R.*", "")
                .replaceFirst("^(Batch entry .* was aborted: )?(ERROR|FATAL): ", "")
                .replaceFirst("^\\(conn=\\d+\\) ", "");
    }
}
