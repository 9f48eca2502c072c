package datalab.store.postgres.outputs;

import datalab.store.output.Acknowledgement;
import datalab.store.postgres.sql.TextArray;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What the target of an output has acknowledged of a step that is not written yet. */
public final class NotedAcknowledgements {
    private final Handle handle;
    private final int output;

    public NotedAcknowledgements(Handle handle, int output) {
        this.handle = handle;
        this.output = output;
    }

    List<Acknowledgement> all() {
        return handle.createQuery(
                        "select key, recipient, content from datalab.output_acknowledged where output = :output")
                .bind("output", output)
                .map((row, context) -> new Acknowledgement(row.getString(1), row.getString(2), row.getString(3)))
                .list();
    }

    /** Of one row and recipient the last of them counts. */
    public void add(Collection<Acknowledgement> acknowledged) {
        handle.createUpdate("""
                        insert into datalab.output_acknowledged (output, digest, recipient, key, content)
                        select distinct on (digest, recipient) :output, digest, recipient, key, content
                        from unnest(:digests, :recipients, :keys, :contents)
                            with ordinality as acknowledged (digest, recipient, key, content, number)
                        order by digest, recipient, number desc
                        on conflict (output, digest, recipient) do update set content = excluded.content
                        """)
                .bind("output", output)
                .bind(
                        "digests",
                        OutputKeys.digests(
                                acknowledged.stream().map(Acknowledgement::key).toList()))
                .bind("recipients", TextArray.of(acknowledged, Acknowledgement::recipient))
                .bind("keys", TextArray.of(acknowledged, Acknowledgement::key))
                .bind("contents", TextArray.of(acknowledged, Acknowledgement::content))
                .execute();
    }

    /** Most outputs have none, so these are looked for first. */
    public void remove(Collection<String> keys) {
        if (!keys.isEmpty() && hasAny()) {
            handle.createUpdate(
                            "delete from datalab.output_acknowledged where output = :output and digest = any(:digests)")
                    .bind("output", output)
                    .bind("digests", OutputKeys.digests(keys))
                    .execute();
        }
    }

    private boolean hasAny() {
        return handle.createQuery("select exists (select from datalab.output_acknowledged where output = :output)")
                .bind("output", output)
                .mapTo(Boolean.class)
                .one();
    }
}
