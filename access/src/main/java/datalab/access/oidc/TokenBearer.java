package datalab.access.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import datalab.access.AccessDenied;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whom a token is about. */
record TokenBearer(JWTClaimsSet claims) {
    private static final int NAME_CHARS_MAX = 200;

    /** The first that it says of the name that people chose, the address, and what only the provider understands. */
    String name() {
        return Stream.of(text("preferred_username"), address(), text("sub"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> AccessDenied.unauthenticated("the token names nobody; expected sub"));
    }

    /** What a claim has: texts, or one. */
    List<String> groups(String claim) {
        return switch (claims.getClaim(claim)) {
            case String one -> List.of(one);
            case Collection<?> all ->
                all.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case null, default -> List.of();
        };
    }

    private @Nullable String address() {
        return Boolean.FALSE.equals(claims.getClaim("email_verified")) ? null : text("email");
    }

    private @Nullable String text(String claim) {
        return claims.getClaim(claim) instanceof String text && isReadable(text) ? text : null;
    }

    /** So that no log or list is confused by it. */
    private static boolean isReadable(String text) {
        return !text.isBlank()
                && text.length() <= NAME_CHARS_MAX
                && text.chars()
                        .noneMatch(character ->
                                Character.isISOControl(character) || Character.getType(character) == Character.FORMAT);
    }
}
