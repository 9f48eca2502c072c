package datalab.store.postgres.schema;

import datalab.lab.Lab;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.store.move.ArchiveMove;
import datalab.store.result.IncompatibleChange;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Notes in {@code datalab.archives} on which servers the archives of a lab's streams are. One with events stays where it is. */
final class PrepareArchives {
    private final Handle handle;
    private final Lab lab;

    PrepareArchives(Handle handle, Lab lab) {
        this.handle = handle;
        this.lab = lab;
    }

    void run() {
        Map<String, ArchivePlace> noted = noted();
        for (EventStream stream : lab.streams().values()) {
            ArchivePlace before = noted.get(stream.name());
            ArchivePlace declared = lab.archives().get(stream.name());
            if (!Objects.equals(before, declared)) {
                if (hasEvents(stream)) {
                    throw new IncompatibleChange(
                            "stream " + stream.topic() + " has its events in " + ArchiveMove.text(before)
                                    + ", and lab.yaml puts its archive in " + ArchiveMove.text(declared)
                                    + "; `" + ArchiveMove.command(stream, declared)
                                    + "` moves them there; else leave archive: as it was");
                }
                note(stream, declared);
            }
        }
    }

    private Map<String, ArchivePlace> noted() {
        Map<String, ArchivePlace> noted = new HashMap<>();
        handle.createQuery("select stream, server, place from datalab.archives where lab = :lab")
                .bind("lab", lab.name())
                .map((row, context) ->
                        noted.put(row.getString(1), new ArchivePlace(row.getString(2), row.getString(3))))
                .list();
        return noted;
    }

    private boolean hasEvents(EventStream stream) {
        return handle.createQuery("""
                        select coalesce(sum(accepted), 0) > 0 from datalab.progress where lab = :lab and stream = :stream
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .mapTo(Boolean.class)
                .one();
    }

    private void note(EventStream stream, @Nullable ArchivePlace declared) {
        handle.execute("delete from datalab.archives where lab = ? and stream = ?", stream.lab(), stream.name());
        if (declared != null) {
            handle.execute(
                    "insert into datalab.archives (lab, stream, server, place) values (?, ?, ?, ?)",
                    stream.lab(),
                    stream.name(),
                    declared.server(),
                    declared.table());
        }
    }
}
