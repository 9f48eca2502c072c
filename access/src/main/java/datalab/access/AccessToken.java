package datalab.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a token.
 *
 * @param name what it is for, in its maker's words
 * @param creator the name of who made it
 * @param expires null for never
 * @param revoked null where it is not
 * @param sql whether it opens PostgreSQL, too, for reading what it may read
 */
public record AccessToken(
        String id,
        String name,
        List<Grant> grants,
        String creator,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        boolean sql) {
    private static final String SQL_USER = "datalab_token_";

    public AccessToken {
        grants = List.copyOf(grants);
    }

    /** By which it logs in to PostgreSQL, where it does. */
    public String sqlUser() {
        return SQL_USER + id;
    }

    boolean isCurrent(Instant now) {
        return revoked == null && (expires == null || now.isBefore(expires));
    }
}
