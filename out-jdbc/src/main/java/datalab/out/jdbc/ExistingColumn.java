package datalab.out.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * A column of a table that is there.
 *
 * @param type as the server writes it, such as {@code varchar(100)}
 * @param lengthMax characters at most; null where the server does not say
 * @param fractionDigits of seconds; null where all that there are fit, or it has no times
 * @param collation by which texts are compared; null where it has none, or one that goes by every character
 */
record ExistingColumn(
        String name,
        String type,
        @Nullable Long lengthMax,
        @Nullable Long fractionDigits,
        boolean isNullable,
        boolean hasDefault,
        boolean isGenerated,
        @Nullable String collation) {

    /** Whether a row can be added that says nothing of it. */
    boolean canBeLeftOut() {
        return isNullable || hasDefault || isGenerated;
    }
}
