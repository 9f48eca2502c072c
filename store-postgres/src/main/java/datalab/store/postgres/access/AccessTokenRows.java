package datalab.store.postgres.access;

import datalab.access.AccessRole;
import datalab.access.AccessToken;
import datalab.access.Grant;
import datalab.store.postgres.sql.SqlType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Rows of {@code datalab.access_tokens}, each with its rows of {@code datalab.access_grants}. */
final class AccessTokenRows {
    private static final String SELECT = """
            select t.id, t.name, t.creator, t.created, t.expires, t.revoked, t.sql, g.role, g.lab, g.key
            from datalab.access_tokens t left join datalab.access_grants g on g.token = t.id
            """;

    private AccessTokenRows() {}

    static int add(Handle handle, AccessToken token, byte[] digest) {
        int added = handle.createUpdate("""
                        insert into datalab.access_tokens (id, name, digest, creator, created, expires, sql)
                        values (:id, :name, :digest, :creator, :created, :expires, :sql)
                        """)
                .bind("id", token.id())
                .bind("name", token.name())
                .bind("digest", digest)
                .bind("creator", token.creator())
                .bind("created", SqlType.parameter(token.created()))
                .bind("expires", token.expires() == null ? null : SqlType.parameter(token.expires()))
                .bind("sql", token.sql())
                .execute();
        for (Grant grant : token.grants()) {
            handle.createUpdate(
                            "insert into datalab.access_grants (token, role, lab, key) values (:id, :role, :lab, :key)")
                    .bind("id", token.id())
                    .bind("role", grant.role().toString())
                    .bind("lab", grant.lab())
                    .bind("key", grant.key())
                    .execute();
        }
        return added;
    }

    static int revoke(Handle handle, String id, Instant at) {
        return handle.createUpdate("update datalab.access_tokens set revoked = :at where id = :id and revoked is null")
                .bind("id", id)
                .bind("at", SqlType.parameter(at))
                .execute();
    }

    static List<AccessToken> withDigest(Handle handle, String id, byte[] digest) {
        return tokens(handle.createQuery(SELECT + "where t.id = :id and t.digest = :digest")
                .bind("id", id)
                .bind("digest", digest));
    }

    static List<AccessToken> unrevoked(Handle handle, Collection<String> ids) {
        return tokens(handle.createQuery(SELECT + "where t.id = any(:ids) and t.revoked is null")
                .bindArray("ids", String.class, ids));
    }

    static List<AccessToken> withId(Handle handle, String id) {
        return tokens(handle.createQuery(SELECT + "where t.id = :id").bind("id", id));
    }

    static List<AccessToken> after(Handle handle, @Nullable String after, int limit) {
        return tokens(handle.createQuery(SELECT
                        + "where t.id in (select id from datalab.access_tokens where id > :after order by id limit :limit)"
                        + " order by t.id")
                .bind("after", after == null ? "" : after)
                .bind("limit", limit));
    }

    /** Those that PostgreSQL still lets in, though they have ended. */
    static List<AccessToken> endedWithLogin(Handle handle, Instant now) {
        return tokens(handle.createQuery(SELECT + """
                        join pg_roles r on r.rolname = 'datalab_token_' || t.id
                        where t.sql and (t.revoked is not null or t.expires <= :now)
                        """).bind("now", SqlType.parameter(now)));
    }

    /** Those that may read all labs, also those that have come after them. */
    static List<AccessToken> loginsOfAllLabs(Handle handle, Instant now) {
        return tokens(handle.createQuery(SELECT + """
                        join pg_roles r on r.rolname = 'datalab_token_' || t.id
                        where t.sql and t.revoked is null and (t.expires is null or t.expires > :now)
                            and g.lab is null and g.role <> 'write'
                        """).bind("now", SqlType.parameter(now)));
    }

    static int removeEndedBefore(Handle handle, Instant time) {
        return handle.createUpdate("delete from datalab.access_tokens where expires < :time or revoked < :time")
                .bind("time", SqlType.parameter(time))
                .execute();
    }

    private static List<AccessToken> tokens(Query query) {
        Map<String, AccessToken> tokens = new LinkedHashMap<>();
        query.map((rows, context) -> token(rows))
                .forEach(one -> tokens.merge(one.id(), one, AccessTokenRows::withGrantsOf));
        return List.copyOf(tokens.values());
    }

    private static AccessToken withGrantsOf(AccessToken token, AccessToken same) {
        List<Grant> grants = new ArrayList<>(token.grants());
        grants.addAll(same.grants());
        return new AccessToken(
                token.id(),
                token.name(),
                grants,
                token.creator(),
                token.created(),
                token.expires(),
                token.revoked(),
                token.sql());
    }

    private static AccessToken token(ResultSet rows) throws SQLException {
        String role = rows.getString(8);
        List<Grant> grants = role == null
                ? List.of()
                : AccessRole.of(role).map(known -> List.of(grant(known, rows))).orElse(List.of());
        return new AccessToken(
                rows.getString(1),
                rows.getString(2),
                grants,
                rows.getString(3),
                SqlType.timeOf(rows, 4),
                SqlType.time(rows, 5),
                SqlType.time(rows, 6),
                rows.getBoolean(7));
    }

    private static Grant grant(AccessRole role, ResultSet rows) {
        try {
            return new Grant(role, rows.getString(9), rows.getString(10));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
