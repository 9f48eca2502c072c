package datalab.store.postgres.forget;

import datalab.lab.stream.EventStream;
import datalab.store.forget.ForgetNote;
import datalab.store.forget.ForgetRequest;
import datalab.store.forget.ForgetRun;
import datalab.store.forget.ForgetRun.Part;
import datalab.store.forget.ForgottenKeys;
import datalab.store.postgres.ledger.OffsetsText;
import datalab.store.postgres.ledger.RejectRow;
import datalab.store.postgres.sql.SqlType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of {@code datalab.forgets} and of the tables beside it. */
public final class ForgetRow {
    private ForgetRow() {}

    /** A new one without parts. */
    static ForgetRun begin(Handle handle, ForgetRequest request) {
        return handle.createQuery("""
                        insert into datalab.forgets (lab, state, salt, by)
                        values (:lab, 'removing', replace(gen_random_uuid()::text, '-', ''), :by)
                        returning id, lab, state, salt, asked, by, ended, error
                        """)
                .bind("lab", request.lab().name())
                .bind("by", RejectRow.storable(request.by()))
                .map((row, context) -> of(row, List.of(), List.of()))
                .one();
    }

    static void add(Handle handle, ForgetRun run, Part part) {
        handle.createUpdate("""
                        insert into datalab.forget_streams (forget, lab, stream, key, digest, token, below)
                        values (:forget, :lab, :stream, :key, :digest, :token, :below)
                        """)
                .bind("forget", run.id())
                .bind("lab", run.lab())
                .bind("stream", part.stream())
                .bind("key", part.key())
                .bind("digest", part.digest())
                .bind("token", part.token())
                .bind("below", OffsetsText.of(part.below()))
                .execute();
    }

    /** Those of a lab, the newest first. */
    static List<ForgetRun> latest(Handle handle, String lab, int limit) {
        return ids(handle, "lab = :lab order by id desc limit " + limit, lab).stream()
                .map(id -> one(handle, id))
                .toList();
    }

    static List<ForgetRun> pending(Handle handle, String lab) {
        return ids(handle, "lab = :lab and state <> 'done' order by id", lab).stream()
                .map(id -> one(handle, id))
                .toList();
    }

    private static List<Long> ids(Handle handle, String where, String lab) {
        return handle.createQuery("select id from datalab.forgets where " + where)
                .bind("lab", lab)
                .mapTo(Long.class)
                .list();
    }

    static boolean isThere(Handle handle, String lab, long id) {
        return handle.createQuery("select exists (select from datalab.forgets where lab = :lab and id = :id)")
                .bind("lab", lab)
                .bind("id", id)
                .mapTo(Boolean.class)
                .one();
    }

    static ForgetRun one(Handle handle, long id) {
        List<Part> parts = parts(handle, id);
        List<ForgetNote> notes = notes(handle, id);
        return handle.createQuery("""
                        select id, lab, state, salt, asked, by, ended, error from datalab.forgets where id = :id
                        """)
                .bind("id", id)
                .map((row, context) -> of(row, parts, notes))
                .one();
    }

    /** Keeps other processes from changing it until the transaction ends; whether it is in this state. */
    static boolean lock(Handle handle, ForgetRun run, ForgetRun.State state) {
        return handle.createQuery("select state from datalab.forgets where id = :id for no key update")
                .bind("id", run.id())
                .mapTo(String.class)
                .findOne()
                .filter(state.text()::equals)
                .isPresent();
    }

    static void move(Handle handle, ForgetRun run, ForgetRun.State to) {
        handle.createUpdate("""
                        update datalab.forgets set state = :to, error = null,
                            ended = case when :to = 'done' then clock_timestamp() end
                        where id = :id
                        """).bind("to", to.text()).bind("id", run.id()).execute();
    }

    static void failed(Handle handle, ForgetRun run, String why) {
        handle.createUpdate("update datalab.forgets set error = :why where id = :id and state <> 'done'")
                .bind("why", RejectRow.storable(why))
                .bind("id", run.id())
                .execute();
    }

    static void deleteKey(Handle handle, ForgetRun run) {
        handle.execute("update datalab.forget_streams set key = null where forget = ?", run.id());
    }

    static void note(Handle handle, ForgetRun run, Collection<ForgetNote> notes) {
        if (notes.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("""
                insert into datalab.forget_notes as noted (forget, kind, what, name, rows, until, detail)
                values (:forget, :kind, :what, :name, :rows, :until, :detail)
                on conflict (forget, kind, what, name) do update set rows = noted.rows + excluded.rows
                """);
        for (ForgetNote note : notes) {
            batch.bind("forget", run.id())
                    .bind("kind", note.kind().text())
                    .bind("what", note.what())
                    .bind("name", note.name())
                    .bind("rows", note.rows())
                    .bind("until", note.until() == null ? null : SqlType.parameter(note.until()))
                    .bind("detail", note.detail())
                    .add();
        }
        batch.execute();
    }

    /** By what the events of keys are known that a stream was made to forget. */
    public static ForgottenKeys forgotten(Handle handle, EventStream stream) {
        return new ForgottenKeys(handle.createQuery("""
                        select salt, digest, below from datalab.forget_streams as part
                        join datalab.forgets as run on run.id = part.forget
                        where part.lab = :lab and part.stream = :stream
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .map((row, context) -> new ForgottenKeys.Forgotten(
                        row.getString(1), row.getString(2), OffsetsText.parse(row.getString(3))))
                .list());
    }

    private static List<Part> parts(Handle handle, long id) {
        return handle.createQuery("""
                        select stream, key, digest, token, below from datalab.forget_streams
                        where forget = :id order by stream
                        """)
                .bind("id", id)
                .map((row, context) -> new Part(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        OffsetsText.parse(row.getString(5))))
                .list();
    }

    private static List<ForgetNote> notes(Handle handle, long id) {
        return handle.createQuery("""
                        select kind, what, name, rows, until, detail from datalab.forget_notes
                        where forget = :id order by kind, what, name
                        """)
                .bind("id", id)
                .map((row, context) -> new ForgetNote(
                        ForgetNote.Kind.of(row.getString(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        SqlType.time(row, 5),
                        row.getString(6)))
                .list();
    }

    private static ForgetRun of(ResultSet row, List<Part> parts, List<ForgetNote> notes) throws SQLException {
        return new ForgetRun(
                row.getLong(1),
                row.getString(2),
                ForgetRun.State.of(row.getString(3)),
                row.getString(4),
                SqlType.timeOf(row, 5),
                row.getString(6),
                SqlType.time(row, 7),
                row.getString(8),
                parts,
                notes);
    }
}
