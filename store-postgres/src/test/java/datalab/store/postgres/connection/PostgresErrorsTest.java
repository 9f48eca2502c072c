package datalab.store.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.store.result.IncompatibleChange;
import datalab.store.result.StoreUnavailable;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresErrorsTest {

    /**
     * Wrong password, no such database, connection lost, shut down, starting up, sessions ended since all stood still, too many
     * connections, disk full,
     * statement and lock timeout, deadlock.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "28P01", "28000", "3D000", "08006", "57P01", "57P03", "57P05", "25P03", "25P04", "53300", "53100",
                "57014", "55P03", "40P01", "25006", "58030"
            })
    void callsTroubleThatPassesUnavailable(String state) {
        RuntimeException e =
                PostgresErrors.of("commit a.b/0", new ConnectionException(new SQLException("away", state)));

        assertThat(e).isInstanceOf(StoreUnavailable.class).hasMessage("commit a.b/0: away");
    }

    /** No right to a table, no such table, a value the column does not take, a broken constraint. */
    @ParameterizedTest
    @ValueSource(strings = {"42501", "42P01", "22021", "23505"})
    void callsTheRestABugAndSaysWhere(String state) {
        RuntimeException e = PostgresErrors.of("commit a.b/0", new ConnectionException(new SQLException("no", state)));

        assertThat(e).isExactlyInstanceOf(IllegalStateException.class).hasMessage("commit a.b/0: no [" + state + "]");
    }

    @Test
    void leavesOtherExceptionsAsTheyAre() {
        IncompatibleChange change = new IncompatibleChange("value");

        assertThat(PostgresErrors.of("prepare", change)).isSameAs(change);
    }
}
