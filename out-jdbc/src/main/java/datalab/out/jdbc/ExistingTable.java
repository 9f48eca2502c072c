package datalab.out.jdbc;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table that is there.
 *
 * @param kind such as {@code InnoDB}, or {@code view}
 * @param uniqueIndexes the names of the columns of each
 * @param bytesMax the most bytes of rows that are sent at once
 * @param foldsCase whether names that differ only in case are one
 */
record ExistingTable(
        String kind, List<ExistingColumn> columns, List<Set<String>> uniqueIndexes, long bytesMax, boolean foldsCase) {

    Optional<ExistingColumn> column(String name) {
        return columns.stream().filter(column -> isSame(column.name(), name)).findFirst();
    }

    boolean isSame(String name, String other) {
        return foldsCase ? name.equalsIgnoreCase(other) : name.equals(other);
    }
}
