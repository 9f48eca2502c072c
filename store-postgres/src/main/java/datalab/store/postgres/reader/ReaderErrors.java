package datalab.store.postgres.reader;

import datalab.store.postgres.connection.PostgresErrors;
import datalab.store.result.QueryTimeout;
import datalab.store.result.StoreUnavailable;
import datalab.store.sql.SqlQuestion;
import datalab.store.sql.SqlRefused;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What becomes of an error in a question: most are the question's. */
final class ReaderErrors {
    private static final String CANCELLED = "57014";

    /** A message that does not fit another: the question has a parameter, whose value is not sent. */
    private static final String PARAMETERS = "08P01";

    /** Connection, login, rollback, the server's end or its lack of something: nothing is wrong with the question. */
    private static final Set<String> NOT_OF_THE_QUESTION = Set.of("08", "28", "3D", "40", "53", "57");

    /** Memory, or room for temporary files, which the question had too much of; a lock that it waited for in vain. */
    private static final Set<String> OF_THE_QUESTION = Set.of("53200", "53400", "55P03");

    private static final String TOO_LARGE = "Result set exceeded maxResultBuffer limit";

    private ReaderErrors() {}

    /**
     * The exception to throw.
     *
     * @param before how many characters stand before the question in what was sent
     */
    static RuntimeException of(SqlQuestion question, SQLException e, QueryWatch watch, int before) {
        String what = "a question in SQL to lab " + question.lab();
        if (watch.reason() == QueryWatch.Reason.IN_THE_WAY) {
            return new StoreUnavailable(what + " was in the way of a change to the lab", e);
        }
        if (watch.reason() != null || CANCELLED.equals(e.getSQLState())) {
            return new QueryTimeout(what, question.max(), e);
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains(TOO_LARGE)) {
            return new SqlRefused(
                    "its rows are too large to be read; ask for fewer or shorter columns", "54000", null, null);
        }
        String state = e.getSQLState();
        if (PARAMETERS.equals(state)) {
            return new SqlRefused("a question has no parameters, such as $1", "42P02", null, null);
        }
        if (state == null
                || (NOT_OF_THE_QUESTION.contains(state.substring(0, 2)) && !OF_THE_QUESTION.contains(state))) {
            return PostgresErrors.of(what, e);
        }
        ServerErrorMessage said = e instanceof PSQLException server ? server.getServerErrorMessage() : null;
        return said == null ? new SqlRefused(message, state, null, null) : refused(question, said, state, before);
    }

    private static SqlRefused refused(SqlQuestion question, ServerErrorMessage said, String state, int before) {
        int position = said.getPosition() - before;
        int length = question.sql().codePointCount(0, question.sql().length());
        Integer shown = position < 1 ? null : Integer.valueOf(Math.min(position, length + 1));
        return new SqlRefused(said.getMessage() == null ? state : said.getMessage(), state, shown, hint(said));
    }

    private static @Nullable String hint(ServerErrorMessage said) {
        return said.getHint() == null ? said.getDetail() : said.getHint();
    }
}
