package datalab.store.postgres.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.access.AccessRole;
import datalab.access.AccessToken;
import datalab.access.Grant;
import datalab.access.TokenLedger;
import datalab.access.TokenText;
import datalab.lab.Lab;
import datalab.lab.yaml.LabFile;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Sql;
import datalab.testkit.TestStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Logins of PostgreSQL that go with tokens: what they read, and how they end. */
final class TokenLoginIT {
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @RegisterExtension
    static final TestStore<PostgresStore> STORE = new TestStore<>(PostgresStore::new, PostgresStore::start);

    private final Instant now = Instant.now();
    private final TokenText text = TokenText.generate(new SecureRandom());
    private TokenLedger tokens;

    @BeforeAll
    static void keep() {
        STORE.get().prepare(lab("login-mine"));
        STORE.get().prepare(lab("login-other"));
    }

    @BeforeEach
    void start() {
        tokens = STORE.get().tokens();
    }

    private static Lab lab(String name) {
        return ((LabFile.Valid) LabFile.parse("lab.yaml", Path.of("."), """
                        lab: %s
                        streams:
                          readings: {key: name, fields: {name: string, value: number}}
                        """.formatted(name))).lab();
    }

    @Test
    void readsItsLabAndNothingElse() throws SQLException {
        keep(Grant.in("login-mine", AccessRole.READ), null);

        try (Connection connection = login()) {
            assertThat(query(connection, "select count(*) from readings")).isEqualTo("0");
            assertThat(query(connection, "select count(*) from login_mine.readings"))
                    .isEqualTo("0");
            refused(connection, "select count(*) from login_other.readings", "permission denied");
            refused(connection, "select count(*) from datalab.access_tokens", "permission denied");
            refused(connection, "set role " + STORE.settings().user(), "permission denied");
            refused(connection, "delete from login_mine.readings", "read-only transaction");
            query(connection, "select set_config('default_transaction_read_only', 'off', false)");
            refused(connection, "delete from login_mine.readings", "permission denied");
            refused(connection, "create table login_mine.mine (i int)", "permission denied");
        }
    }

    @Test
    void aTokenOfAllLabsReadsThoseToComeToo() throws SQLException {
        keep(Grant.inAll(AccessRole.READ), null);
        STORE.get().prepare(lab("login-later"));

        tokens.clean(now);

        try (Connection connection = login()) {
            assertThat(query(connection, "select count(*) from login_other.readings"))
                    .isEqualTo("0");
            assertThat(query(connection, "select count(*) from login_later.readings"))
                    .isEqualTo("0");
        }
    }

    @Test
    void endsWithItsTokenAtOnce() throws SQLException {
        keep(Grant.in("login-mine", AccessRole.READ), null);

        try (Connection connection = login()) {
            tokens.revoke(text.id(), now);

            Awaitility.await()
                    .atMost(AT_ONCE)
                    .untilAsserted(() -> assertThatThrownBy(() -> query(connection, "select 1"))
                            .isNotNull());
            assertThatThrownBy(this::login).hasMessageContaining("password authentication failed");
        }
        assertThat(roles()).isEqualTo("0");
    }

    @Test
    void anExpiredOneEndsWithTheNextCleaning() throws SQLException {
        AccessToken token = keep(Grant.in("login-mine", AccessRole.READ), now.plus(Duration.ofHours(1)));

        try (Connection connection = login()) {
            tokens.clean(now);
            assertThat(query(connection, "select 1")).isEqualTo("1");

            tokens.clean(now.plus(Duration.ofHours(2)));

            Awaitility.await()
                    .atMost(AT_ONCE)
                    .untilAsserted(() -> assertThatThrownBy(() -> query(connection, "select 1"))
                            .isNotNull());
        }
        assertThat(roles()).isEqualTo("0");
        assertThat(tokens.get(token.id())).contains(token);

        tokens.clean(now.plus(Duration.ofDays(31)));

        assertThat(tokens.get(token.id())).isEmpty();
    }

    /** The server keeps it itself, also where no DataLab runs. */
    @Test
    void nobodyLogsInByAnExpiredOne() {
        keep(Grant.in("login-mine", AccessRole.READ), now.minusSeconds(1));

        assertThatThrownBy(this::login).hasMessageContaining("password authentication failed");
    }

    private AccessToken keep(Grant grant, @Nullable Instant expires) {
        Instant created = Instant.ofEpochMilli(now.toEpochMilli());
        Instant until = expires == null ? null : Instant.ofEpochMilli(expires.toEpochMilli());
        AccessToken token = new AccessToken(text.id(), "x", List.of(grant), "operator", created, until, null, true);
        tokens.add(token, text);
        return token;
    }

    private Connection login() throws SQLException {
        return DriverManager.getConnection(STORE.settings().url(), "datalab_token_" + text.id(), text.text());
    }

    private static void refused(Connection connection, String sql, String why) {
        assertThatThrownBy(() -> query(connection, sql)).hasMessageContaining(why);
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private String roles() {
        return Sql.query(
                STORE.settings(), "select count(*) from pg_roles where rolname = 'datalab_token_" + text.id() + "'");
    }
}
