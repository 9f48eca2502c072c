package datalab.web.export;

import datalab.lab.expression.Column;
import datalab.store.key.Sha256;
import datalab.web.format.RowFormat;
import datalab.web.format.RowLayout;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * An export that can be begun.
 *
 * @param name of the stream or view, with that of its lab
 * @param cut what of the stream is in it, as JSON
 * @param question the parameters that choose its rows
 * @param estimate about how many rows it will have, once they have begun; empty where nobody knows
 * @param rows read once
 */
record Export<T>(
        String name,
        String cut,
        String question,
        RowFormat format,
        RowLayout<T> layout,
        Supplier<OptionalLong> estimate,
        Rows<T> rows) {

    /** All rows in order. */
    interface Rows<T> {
        /** Says what is wrong with the question, while an answer can still say so. */
        default void begin() {}

        /** Hands over each, until one is answered with false. */
        void each(Predicate<T> each);
    }

    /** The name that the file is to have. */
    String fileName() {
        return name + "." + format.name();
    }

    /** A weak entity tag without quotes: the same where question, columns and what is read are. */
    String etag() {
        String columns = layout.columns().stream().map(Column::toString).collect(Collectors.joining(" "));
        return Sha256.of(String.join("\n", name, cut, question, format.name(), columns))
                .substring(0, ETAG_CHARACTERS);
    }

    private static final int ETAG_CHARACTERS = 24;
}
