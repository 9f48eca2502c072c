package datalab.store.postgres.archive;

import datalab.lab.Lab;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.store.move.ArchiveMove;
import datalab.store.postgres.ledger.ArchiveMoveRow;
import datalab.store.result.StoreUnavailable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * Where this process looks for the archives of the streams that it has prepared. An archive may have moved since: whoever reads
 * or writes one asks here, in the transaction or before it, or lets the statement ask. Thread-safe.
 */
public final class ArchivePlaces {
    private final Map<String, Optional<ArchivePlace>> declared = new ConcurrentHashMap<>();

    public void add(Lab lab) {
        lab.streams()
                .forEach((name, stream) -> declared.put(
                        stream.topic(), Optional.ofNullable(lab.archives().get(name))));
    }

    /** Throws {@link StoreUnavailable} where an archive is elsewhere by now. */
    public void require(Handle handle, EventStream stream) {
        Optional<ArchivePlace> here = declared.get(stream.topic());
        if (here == null) {
            return;
        }
        ArchivePlace now = ArchiveMoveRow.place(handle, stream);
        if (!Objects.equals(now, here.orElse(null))) {
            throw StoreUnavailable.ofMovedArchive("the archive of " + stream.topic() + " is in " + ArchiveMove.text(now)
                    + " by now, and this process looks for it in " + ArchiveMove.text(here.orElse(null))
                    + ": start it again with a lab.yaml whose archive: says so");
        }
    }

    /** The same, and where a move keeps owners out. To be called after the token is read: a move raises it first. */
    public void requireForOwner(Handle handle, EventStream stream) {
        require(handle, stream);
        if (declared.containsKey(stream.topic()) && ArchiveMoveRow.isHeld(handle, stream)) {
            throw StoreUnavailable.ofMovedArchive("the archive of " + stream.topic() + " is being moved");
        }
    }
}
