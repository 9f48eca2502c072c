package datalab.store.postgres.ledger;

import datalab.lab.event.Offsets;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.store.move.ArchiveMove;
import datalab.store.move.MoveLost;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The rows of {@code datalab.archives}, {@code datalab.archive_moves} and {@code datalab.archive_moved} of one stream. */
public final class ArchiveMoveRow {
    private ArchiveMoveRow() {}

    /** Null for PostgreSQL. */
    public static @Nullable ArchivePlace place(Handle handle, EventStream stream) {
        return of(stream, handle.createQuery("""
                        select server, place from datalab.archives where lab = :lab and stream = :stream
                        """))
                .map((row, context) -> new ArchivePlace(row.getString(1), row.getString(2)))
                .findOne()
                .orElse(null);
    }

    public static boolean isHeld(Handle handle, EventStream stream) {
        return of(stream, handle.createQuery("""
                        select count(*) > 0 from datalab.archive_moves
                        where lab = :lab and stream = :stream and held_until > clock_timestamp()
                        """)).mapTo(Boolean.class).one();
    }

    /** Goes on with a move to there, or begins one; empty where the archive is there. */
    public static Optional<ArchiveMove> begin(Handle handle, EventStream stream, @Nullable ArchivePlace to) {
        ArchivePlace from = place(handle, stream);
        if (to == null ? from == null : to.equals(from)) {
            return Optional.empty();
        }
        of(stream, handle.createUpdate("""
                        delete from datalab.archive_moved using datalab.archive_moves as move
                        where archive_moved.lab = :lab and archive_moved.stream = :stream
                            and move.lab = :lab and move.stream = :stream
                            and (move.server, move.place) is distinct from (:server, :place)
                        """))
                .bind("server", to == null ? null : to.server())
                .bind("place", to == null ? null : to.table())
                .execute();
        long token = of(stream, handle.createQuery("""
                        insert into datalab.archive_moves as move (lab, stream, server, place, token)
                        select :lab, :stream, :server, :place,
                            greatest(coalesce(max(token), 0) + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint)
                        from datalab.progress where lab = :lab and stream = :stream
                        on conflict (lab, stream) do update set server = excluded.server, place = excluded.place,
                            token = greatest(move.token + 1, excluded.token), held_until = null
                        returning token
                        """))
                .bind("server", to == null ? null : to.server())
                .bind("place", to == null ? null : to.table())
                .mapTo(Long.class)
                .one();
        return Optional.of(new ArchiveMove(stream, from, to, token, copied(handle, stream)));
    }

    private static Offsets copied(Handle handle, EventStream stream) {
        Map<Integer, Long> copied = new HashMap<>();
        of(stream, handle.createQuery("""
                        select partition, copied from datalab.archive_moved where lab = :lab and stream = :stream
                        """))
                .map((row, context) -> copied.put(row.getInt(1), row.getLong(2)))
                .list();
        return new Offsets(copied);
    }

    public static void copied(Handle handle, ArchiveMove move, int partition, long until) {
        require(handle, move);
        of(move.stream(), handle.createUpdate("""
                        insert into datalab.archive_moved (lab, stream, partition, copied)
                        values (:lab, :stream, :partition, :until)
                        on conflict (lab, stream, partition) do update set copied = excluded.copied
                        """))
                .bind("partition", partition)
                .bind("until", until)
                .execute();
    }

    /** Keeps others from going on with the move until the transaction ends; {@link MoveLost} where one has. */
    public static void require(Handle handle, ArchiveMove move) {
        boolean isOurs = of(move.stream(), handle.createQuery("""
                        select token from datalab.archive_moves
                        where lab = :lab and stream = :stream for no key update
                        """))
                .mapTo(Long.class)
                .findOne()
                .filter(token -> token == move.token())
                .isPresent();
        if (!isOurs) {
            throw new MoveLost(move);
        }
    }

    /** Holds the stream from now on for a time; not at all where there is none. */
    public static void hold(Handle handle, ArchiveMove move, Duration time) {
        require(handle, move);
        of(move.stream(), handle.createUpdate("""
                        update datalab.archive_moves
                        set held_until = clock_timestamp() + make_interval(secs => :seconds)
                        where lab = :lab and stream = :stream
                        """))
                .bind("seconds", (double) time.toSeconds())
                .execute();
    }

    /** The archive is at the new place, and nothing is noted of the move any more. */
    public static void end(Handle handle, ArchiveMove move) {
        for (String table : new String[] {"archives", "archive_moves", "archive_moved"}) {
            of(
                            move.stream(),
                            handle.createUpdate(
                                    "delete from datalab." + table + " where lab = :lab and stream = :stream"))
                    .execute();
        }
        ArchivePlace to = move.to();
        if (to != null) {
            of(move.stream(), handle.createUpdate("""
                            insert into datalab.archives (lab, stream, server, place)
                            values (:lab, :stream, :server, :place)
                            """))
                    .bind("server", to.server())
                    .bind("place", to.table())
                    .execute();
        }
    }

    private static <S extends SqlStatement<S>> S of(EventStream stream, S statement) {
        return statement.bind("lab", stream.lab()).bind("stream", stream.name());
    }
}
