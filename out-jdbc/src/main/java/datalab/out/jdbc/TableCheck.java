package datalab.out.jdbc;

import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says of a table that is there all that keeps an output's rows out of it. */
record TableCheck(SqlDialect dialect, OutputTable wanted, ExistingTable existing) {

    /** Throws {@link OutputMismatch} where rows could not be written, or one would take another's place. */
    void check() {
        List<String> mistakes = mistakes();
        if (!mistakes.isEmpty()) {
            throw new OutputMismatch("table " + wanted.name() + ": " + String.join("; ", mistakes));
        }
    }

    private List<String> mistakes() {
        if (!existing.kind().equalsIgnoreCase(dialect.kindNeeded())) {
            return List.of("is of kind " + existing.kind() + ", not " + dialect.kindNeeded());
        }
        List<String> mistakes = new ArrayList<>();
        for (OutputColumn column : wanted.columns()) {
            existing.column(column.name())
                    .ifPresentOrElse(
                            there -> mistakes.addAll(mistakes(column, there)),
                            () -> mistakes.add(
                                    "has no column " + column.name() + "; needed is " + dialect.needed(column.type())));
        }
        existing.columns().stream()
                .filter(column -> !column.canBeLeftOut() && !isWanted(column.name()))
                .map(column -> "column " + column.name() + " is not null and has no default, so no row can be added")
                .forEach(mistakes::add);
        List<String> keys = wanted.keys().stream().map(OutputColumn::name).toList();
        if (!keys.isEmpty() && existing.uniqueIndexes().stream().noneMatch(index -> isOver(index, keys))) {
            mistakes.add("needs a primary key or a unique index over exactly " + String.join(", ", keys));
        }
        return mistakes;
    }

    private List<String> mistakes(OutputColumn column, ExistingColumn there) {
        List<String> mistakes = new ArrayList<>();
        if (!dialect.taking(column.type()).matcher(there.type()).matches()) {
            mistakes.add(
                    "column " + column.name() + " is " + there.type() + "; needed is " + dialect.needed(column.type()));
        } else if (column.isKey() && !dialect.tellsApart(there) && dialect.exactly(column.name()) == null) {
            mistakes.add("column " + column.name() + " is " + there.type()
                    + (there.collation() == null ? "" : " with collation " + there.collation())
                    + ", which takes different texts for one key; needed is " + dialect.needed(column.type()));
        }
        if (there.isGenerated()) {
            mistakes.add("column " + column.name() + " is generated, so that it cannot be written");
        }
        return mistakes;
    }

    private boolean isWanted(String name) {
        return wanted.columns().stream().anyMatch(column -> existing.isSame(column.name(), name));
    }

    private boolean isOver(Set<String> index, List<String> keys) {
        return index.size() == keys.size()
                && keys.stream().allMatch(key -> index.stream().anyMatch(column -> existing.isSame(column, key)));
    }
}
