package datalab.store.postgres.archive;

import datalab.lab.stream.EventStream;
import datalab.store.postgres.sql.PostgresCatalog;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A column of a field that its stream does not declare any more. Its values are shown as those of an undeclared field. */
public record RemovedFieldColumn(String name, SqlType type) {
    private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,50}");

    /** Those of a stream's table. */
    public static List<RemovedFieldColumn> of(
            EventStream stream, Map<String, PostgresCatalog.ExistingColumn> existing) {
        List<String> declared = new ArrayList<>();
        stream.fields().forEach(field -> declared.add(SqlIdentifiers.plainColumn(field.name())));
        if (stream.time() != null) {
            declared.add(SqlIdentifiers.plainColumn(stream.time()));
        }
        List<RemovedFieldColumn> former = new ArrayList<>();
        existing.forEach((name, column) -> {
            if (FIELD.matcher(name).matches() && !declared.contains(name)) {
                type(column.type()).ifPresent(type -> former.add(new RemovedFieldColumn(name, type)));
            }
        });
        return former;
    }

    /** The field that it was of. */
    String field() {
        return SqlIdentifiers.field(name);
    }

    private static Optional<SqlType> type(String sql) {
        return Arrays.stream(SqlType.values())
                .filter(type -> type.sql().equals(sql) && type != SqlType.JSONB && type != SqlType.BYTEA)
                .findFirst();
    }
}
