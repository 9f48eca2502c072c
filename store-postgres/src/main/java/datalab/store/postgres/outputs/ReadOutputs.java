package datalab.store.postgres.outputs;

import datalab.lab.event.Offsets;
import datalab.store.output.OutputId;
import datalab.store.output.OutputStatus;
import datalab.store.output.OutputStatus.Refused;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Where the outputs of a lab are, for people. */
public final class ReadOutputs {
    private ReadOutputs() {}

    public static List<OutputStatus> of(Handle handle, String lab) {
        return handle.createQuery("""
                        select id, name, target, complete is not null and asked = completed_asked, alarm,
                            (select count(*) from datalab.output_refused where output = outputs.id), version
                        from datalab.outputs where lab = :lab order by name, target
                        """)
                .bind("lab", lab)
                .map((row, context) -> status(
                        handle,
                        row.getInt(1),
                        new OutputStatus(
                                new OutputId(lab, row.getString(2), row.getString(3)),
                                row.getLong(7),
                                Offsets.NONE,
                                row.getBoolean(4),
                                row.getString(5),
                                row.getLong(6),
                                List.of())))
                .list();
    }

    private static OutputStatus status(Handle handle, int id, OutputStatus row) {
        return new OutputStatus(
                row.output(),
                row.version(),
                new OutputRecord(id, 0, null, 0, null).published(handle),
                row.isWhole(),
                row.alarm(),
                row.refused(),
                row.refused() == 0 ? List.of() : examples(handle, id));
    }

    private static List<Refused> examples(Handle handle, int id) {
        return handle.createQuery(
                        "select key, reason from datalab.output_refused where output = :id order by digest limit :limit")
                .bind("id", id)
                .bind("limit", OutputStatus.EXAMPLES_MAX)
                .map((row, context) -> new Refused(row.getString(1), row.getString(2)))
                .list();
    }
}
