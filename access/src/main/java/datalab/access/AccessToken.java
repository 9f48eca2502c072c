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
 */
public record AccessToken(
        String id,
        String name,
        List<Grant> grants,
        String creator,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant revoked) {
    public AccessToken {
        grants = List.copyOf(grants);
    }

    boolean isCurrent(Instant now) {
        return revoked == null && (expires == null || now.isBefore(expires));
    }
}
