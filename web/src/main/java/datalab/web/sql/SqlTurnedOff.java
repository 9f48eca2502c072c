package datalab.web.sql;

import datalab.store.sql.SqlAnswer;
import datalab.store.sql.SqlOff;
import datalab.store.sql.SqlQueries;
import datalab.store.sql.SqlQuestion;
import datalab.store.sql.SqlTable;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Where who runs DataLab wants no questions in SQL: the store is never asked, so it makes no logins for them. */
final class SqlTurnedOff implements SqlQueries {

    @Override
    public Duration max() {
        return Duration.ZERO;
    }

    @Override
    public List<SqlTable> tables(String lab) {
        throw off();
    }

    @Override
    public <T> T ask(SqlQuestion question, Function<SqlAnswer, T> reading) {
        throw off();
    }

    private static SqlOff off() {
        return new SqlOff("questions in SQL are turned off here, by web.sql: false in datalab.yaml");
    }
}
