package datalab.store.postgres.views;

import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.view.Windows;
import datalab.store.key.GroupKey;
import datalab.store.postgres.sql.BinaryCopy;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import datalab.store.view.ViewLayer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The partials of one definition of a view as a table: a row for each (row of the view, partition, epoch). Immutable.
 *
 * @param id the definition's number in {@code datalab.views}
 */
public record PartialTable(int id, ViewFold fold, List<SqlType> groupTypes, List<SqlType> componentTypes) {
    /** Which row of the view, in every statement that reads partials; the group's columns follow. */
    public static final String KEY_COLUMNS = "_window, _key";

    public static final int KEY_COLUMN_COUNT = 2;

    /** Where a generation of the batch layer is: here and under its number as epoch. Partitions of streams are 0 or more. */
    public static final int GENERATION = -1;

    private static final int LAST_COLUMN_COUNT = 3;

    static PartialTable of(int id, View view, EventStream stream) {
        List<SqlType> types = view.by().stream()
                .map(field -> field.equals(stream.time())
                        ? SqlType.TIME
                        : SqlType.of(stream.field(field).orElseThrow().type()))
                .toList();
        ViewFold fold = new ViewFold(view, stream);
        List<SqlType> componentTypes = fold.components().stream()
                .map(component -> SqlType.of(component.type()))
                .toList();
        return new PartialTable(id, fold, types, componentTypes);
    }

    PartialTable withId(int number) {
        return new PartialTable(number, fold, groupTypes, componentTypes);
    }

    /** The definition as text: two that differ in it may have other rows. */
    String definition() {
        return view() + " " + groupTypes + " " + fold.components();
    }

    View view() {
        return fold.view();
    }

    public String name() {
        return "datalab.partial_" + id;
    }

    /**
     * The condition for partials that readers count. What is published, and the view's horizon, are asked for in the same
     * statement, so that they fit the rows that the statement sees.
     */
    public String visible(ViewLayer layer) {
        String batch = "_partition = %s and _epoch = (%s)".formatted(GENERATION, published("generation"));
        String speed = "_partition >= 0 and _epoch > (%s)".formatted(published("included"));
        String of = switch (layer) {
            case MERGED -> "(" + batch + " or " + speed + ")";
            case BATCH -> batch;
            case SPEED -> speed;
        };
        // Late events of windows before a definition's first whole one are not all of a row.
        return view().every() == null
                ? of
                : of + " and _window >= coalesce((%s), '-infinity') and ".formatted(published("begins")) + kept();
    }

    /** The same of the epochs up to one alone: what readers counted when that was closed. */
    public String servedUpTo(String epoch) {
        return "(%s and (_partition = %s or _epoch <= %s))".formatted(visible(ViewLayer.MERGED), GENERATION, epoch);
    }

    /** The condition for rows whose windows ended after the view's horizon: others are not shown, deleted or not. */
    public String kept() {
        return view().every() == null ? "true" : "_window > " + lastEnded();
    }

    /** The condition for rows that are to be deleted. */
    String ended() {
        return view().every() == null ? "false" : "_window <= " + lastEnded();
    }

    /** When windows began that end at the horizon. Asked whatever lab.yaml says now: the horizon stands once it was raised. */
    private String lastEnded() {
        Windows every = Objects.requireNonNull(view().every(), "a view with windows");
        return """
                (select coalesce(max(horizon), '-infinity') - interval '%s' from datalab.horizons
                where lab = %s and kind = 'view' and name = %s)\
                """.formatted(
                every.endedBefore(), SqlIdentifiers.literal(view().lab()), SqlIdentifiers.literal(view().name()));
    }

    private String published(String column) {
        return "select " + column + " from datalab.views where id = " + id;
    }

    /** The group's columns with a comma before each; empty where there is no group. */
    public String groupColumns() {
        return view().by().stream()
                .map(field -> ", " + SqlIdentifiers.column(field))
                .collect(Collectors.joining());
    }

    /** All columns, in the order in which {@link #write} fills them. */
    public String columns() {
        return columns("_epoch");
    }

    /** The same with another epoch than a row has. */
    public String columns(String epoch) {
        return KEY_COLUMNS + groupColumns() + ", _partition, " + epoch + ", _state"
                + componentColumns().stream().map(column -> ", " + column).collect(Collectors.joining());
    }

    public String copySql() {
        return "copy " + name() + " (" + columns() + ") from stdin (format binary)";
    }

    public List<String> componentColumns() {
        return fold.components().stream().map(SqlIdentifiers::component).toList();
    }

    /** Reads a row's key from {@link #KEY_COLUMNS} and the group's columns after them. */
    public RowKey readKey(ResultSet row) throws SQLException {
        List<@Nullable Object> group = new ArrayList<>(groupTypes.size());
        for (int i = 0; i < groupTypes.size(); i++) {
            group.add(groupTypes.get(i).read(row, KEY_COLUMN_COUNT + 1 + i));
        }
        Instant window = view().every() == null ? null : SqlType.timeOf(row, 1);
        return new RowKey(group, window);
    }

    public void write(BinaryCopy copy, int partition, long epoch, RowKey key, Partial partial) throws SQLException {
        copy.row(KEY_COLUMN_COUNT + groupTypes.size() + LAST_COLUMN_COUNT + componentTypes.size());
        if (key.windowStart() == null) {
            copy.beforeAllTime();
        } else {
            copy.time(key.windowStart());
        }
        copy.text(GroupKey.of(key));
        for (int i = 0; i < groupTypes.size(); i++) {
            groupTypes.get(i).write(copy, key.group().get(i));
        }
        copy.int4(partition);
        copy.int8(epoch);
        copy.bytes(fold.encode(partial));
        List<@Nullable Object> values = fold.componentValues(partial);
        for (int i = 0; i < componentTypes.size(); i++) {
            componentTypes.get(i).write(copy, values.get(i));
        }
    }
}
