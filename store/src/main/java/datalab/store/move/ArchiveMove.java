package datalab.store.move;

import datalab.lab.event.Offsets;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import org.jspecify.annotations.Nullable;

/**
 * A move of an archive that is under way, as one process does it.
 *
 * @param from where the archive is; null for PostgreSQL
 * @param to where it is to be; null for PostgreSQL
 * @param token with which this process writes rows: higher than that of every other who has written some
 * @param copied up to where processes before this one have copied
 */
public record ArchiveMove(
        EventStream stream,
        @Nullable ArchivePlace from,
        @Nullable ArchivePlace to,
        long token,
        Offsets copied) {

    /** What stands for the ledger's own server where a server is named. */
    public static final String POSTGRESQL = "postgresql";

    /** A place as people and messages name it. */
    public static String text(@Nullable ArchivePlace place) {
        return place == null ? "PostgreSQL" : place.target();
    }

    /** What a person types to move an archive to there. */
    public static String command(EventStream stream, @Nullable ArchivePlace to) {
        String command = "./datalab move " + stream.topic() + " --to ";
        if (to == null) {
            return command + POSTGRESQL;
        }
        String collection = to.table().equals(stream.topic()) ? "" : " --collection " + to.table();
        return command + to.server() + collection;
    }
}
