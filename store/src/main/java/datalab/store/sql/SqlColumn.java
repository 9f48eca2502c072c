package datalab.store.sql;

import datalab.lab.expression.Column;

/**
 * A column of an answer. Names may be equal.
 *
 * @param type as the server calls it, such as {@code float8}
 * @param kind how its texts are to be read
 */
public record SqlColumn(String name, String type, Column.Type kind) {}
