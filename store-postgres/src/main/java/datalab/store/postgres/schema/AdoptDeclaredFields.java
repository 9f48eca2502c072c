package datalab.store.postgres.schema;

import datalab.lab.decode.EventDecoder;
import datalab.lab.decode.LateDeclaredFields;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.batch.BatchKind;
import datalab.store.postgres.archive.ArchiveTable;
import datalab.store.postgres.batch.BatchRow;
import datalab.store.postgres.sql.NumberArray;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.sql.TextArray;
import datalab.store.postgres.views.ViewDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what archived events carried as undeclared into the columns of fields that are declared by now, so that SQL, filters
 * and views see one field. Reads an archive once for each declaration.
 */
final class AdoptDeclaredFields {
    private static final Logger logger = LoggerFactory.getLogger(AdoptDeclaredFields.class);
    private static final int STEP_ROWS = 10_000;

    private final Handle handle;
    private final EventStream stream;
    private final ArchiveTable table;
    private final LateDeclaredFields later;

    AdoptDeclaredFields(Handle handle, EventStream stream) {
        this.handle = handle;
        this.stream = stream;
        this.table = new ArchiveTable(stream);
        this.later = new LateDeclaredFields(stream);
    }

    private record Row(int partition, long offset, LateDeclaredFields.Found found) {}

    /** Notes what is declared, without looking into the archive, since there is none. */
    void begin() {
        note(declared());
    }

    /** Looks into the archive where something is declared that was not; true where events were changed. */
    boolean run() {
        List<String> declared = declared();
        List<String> before = handle.createQuery(
                        "select unnest(declared) from datalab.streams where lab = :lab and stream = :stream")
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .mapTo(String.class)
                .list();
        long moved = before.containsAll(declared) ? 0 : move();
        note(declared);
        if (moved > 0) {
            logger.atInfo()
                    .addKeyValue("topic", stream.topic())
                    .addKeyValue("count", moved)
                    .log("archived events had values of fields that are declared by now; they are in those fields");
        }
        return moved > 0;
    }

    /** Has all views of the stream that are served folded again, since its events are not what they were. */
    static void recompute(Handle handle, EventStream stream) {
        for (ViewDefinition version : ViewDefinition.folded(handle, stream.lab(), stream.name())) {
            if (version.served()) {
                BatchRow.request(handle, stream.lab(), version.name(), BatchKind.RECOMPUTE);
            }
        }
    }

    /** Names with types, since values that did not fit one type may fit another. */
    private List<String> declared() {
        List<String> declared = new ArrayList<>();
        for (Field field : stream.fields()) {
            declared.add(field.name() + " " + SqlType.of(field.type()).sql());
        }
        if (stream.time() != null) {
            declared.add(stream.time() + " event time");
        }
        Collections.sort(declared);
        return declared;
    }

    private long move() {
        List<String> names = new ArrayList<>(later.names());
        names.add(EventDecoder.UNFIT);
        long moved = 0;
        List<Row> rows;
        Row last = new Row(-1, 0, later.find("{}"));
        do {
            rows = rows(names, last);
            moved += update(rows);
            last = rows.isEmpty() ? last : rows.getLast();
        } while (rows.size() == STEP_ROWS);
        return moved;
    }

    private List<Row> rows(List<String> names, Row after) {
        return handle.createQuery("""
                        select _partition, _offset, _extra::text from %s
                        where (_partition, _offset) > (:partition, :offset) and jsonb_exists_any(_extra, :names)
                        order by _partition, _offset limit :limit
                        """.formatted(table.name()))
                .bind("partition", after.partition())
                .bind("offset", after.offset())
                .bind("names", TextArray.of(names))
                .bind("limit", STEP_ROWS)
                .map((row, context) -> new Row(row.getInt(1), row.getLong(2), later.find(row.getString(3))))
                .list();
    }

    private int update(List<Row> rows) {
        List<Integer> fields = new ArrayList<>();
        for (int i = 0; i < stream.fields().size(); i++) {
            int field = i;
            if (rows.stream().anyMatch(row -> row.found().values()[field] != null)) {
                fields.add(field);
            }
        }
        StringBuilder set = new StringBuilder("_extra = later.extra::jsonb");
        StringBuilder arrays = new StringBuilder();
        StringBuilder names = new StringBuilder();
        for (int field : fields) {
            String column = SqlIdentifiers.column(stream.fields().get(field).name());
            String type = SqlType.of(stream.fields().get(field).type()).sql();
            set.append(", %1$s = coalesce(archived.%1$s, later.v%2$s::%3$s)".formatted(column, field, type));
            arrays.append(", :v").append(field).append("::text[]");
            names.append(", v").append(field);
        }
        if (rows.stream().anyMatch(row -> row.found().time() != null)) {
            set.append(", _time = coalesce(later.time::timestamptz, archived._time)");
        }
        var update = handle.createUpdate("""
                        update %s as archived set %s
                        from unnest(:partitions, :offsets, :extras::text[], :times::text[]%s)
                            as later (partition, "offset", extra, time%s)
                        where archived._partition = later.partition::int and archived._offset = later."offset"
                          and archived._extra is distinct from later.extra::jsonb
                        """.formatted(table.name(), set, arrays, names))
                .bind("partitions", NumberArray.ofLongs(rows, Row::partition))
                .bind("offsets", NumberArray.ofLongs(rows, Row::offset))
                .bind("extras", TextArray.of(rows, row -> row.found().extra()))
                .bind("times", TextArray.of(rows, row -> row.found().time()));
        for (int field : fields) {
            update.bind("v" + field, TextArray.of(rows, row -> row.found().values()[field]));
        }
        return update.execute();
    }

    private void note(List<String> declared) {
        handle.createUpdate("""
                        insert into datalab.streams (lab, stream, declared) values (:lab, :stream, :declared)
                        on conflict (lab, stream) do update set declared = excluded.declared
                        where streams.declared is distinct from excluded.declared
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("declared", TextArray.of(declared))
                .execute();
    }
}
