package datalab.store.postgres.outputs;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.store.output.OutputKey;
import datalab.store.postgres.ledger.RejectRow;
import datalab.store.postgres.sql.BytesArray;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.sql.TextArray;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The keys of rows that an output's target may have, and of those that it does not take. */
public final class OutputKeys {
    private static final byte[] BEFORE_ALL = {};

    private final Handle handle;
    private final int output;

    public OutputKeys(Handle handle, int output) {
        this.handle = handle;
        this.output = output;
    }

    public void note(Collection<OutputKey> keys, long version) {
        if (keys.isEmpty()) {
            return;
        }
        List<String> texts = keys.stream().map(OutputKey::text).toList();
        handle.createUpdate("""
                        insert into datalab.output_keys (output, digest, key, window_start, noted)
                        select :output, digest, key, window_start, :version
                        from unnest(:digests, :keys, :windows::timestamptz[]) as touched (digest, key, window_start) order by 2
                        on conflict (output, digest)
                        do update set noted = excluded.noted, window_start = excluded.window_start
                        """)
                .bind("output", output)
                .bind("version", version)
                .bind("digests", digests(texts))
                .bind("keys", TextArray.of(texts))
                .bind("windows", TextArray.of(keys, OutputKey::window))
                .execute();
    }

    public void deleted(Collection<String> keys, long version) {
        if (keys.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        update datalab.output_keys set deleted = :version
                        where output = :output and digest = any(:digests) and coalesce(deleted < noted, true)
                        """)
                .bind("output", output)
                .bind("version", version)
                .bind("digests", digests(keys))
                .execute();
    }

    /** In the order of their digests. */
    public List<String> notedBefore(long version, @Nullable String after, int limit) {
        return handle.createQuery("""
                        select key from datalab.output_keys where output = :output and digest > :after and noted < :version
                        order by digest limit :limit
                        """)
                .bind("output", output)
                .bind("after", after == null ? BEFORE_ALL : digest(after))
                .bind("version", version)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    /** In the order of windows, then of digests. */
    public List<OutputKey> notedUntil(Instant window, @Nullable OutputKey after, int limit) {
        return handle.createQuery("""
                        select key, window_start from datalab.output_keys
                        where output = :output and window_start <= :until
                        and (window_start, digest) > (coalesce(:after_window, '-infinity'::timestamptz), :after)
                        order by window_start, digest limit :limit
                        """)
                .bind("output", output)
                .bind("until", SqlType.parameter(window))
                .bind(
                        "after_window",
                        after == null || after.window() == null ? null : SqlType.parameter(after.window()))
                .bind("after", after == null ? BEFORE_ALL : digest(after.text()))
                .bind("limit", limit)
                .map((row, context) -> new OutputKey(row.getString(1), SqlType.time(row, 2)))
                .list();
    }

    /** Those of these that were deleted and have not come back since. */
    public void forgetDeleted(Collection<String> keys) {
        ofDeleted("delete from datalab.output_keys", keys);
    }

    /** Those of these that were deleted and have not come back since are not found by their windows any more. */
    public void forgetWindows(Collection<String> keys) {
        ofDeleted("update datalab.output_keys set window_start = null", keys);
    }

    private void ofDeleted(String change, Collection<String> keys) {
        handle.createUpdate(change + " where output = :output and digest = any(:digests) and deleted >= noted")
                .bind("output", output)
                .bind("digests", digests(keys))
                .execute();
    }

    /**
     * Rows that were deleted by this version or before and have not come back since: nothing can bring them to the target any
     * more.
     */
    public void forgetDeleted(long version) {
        handle.createUpdate("""
                        delete from datalab.output_keys
                        where output = :output and deleted >= noted and deleted <= :version
                        """).bind("output", output).bind("version", version).execute();
    }

    public void refused(Map<String, String> reasons) {
        if (reasons.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        insert into datalab.output_refused (output, digest, key, reason)
                        select :output, digest, key, reason
                        from unnest(:digests, :keys, :reasons) as refused (digest, key, reason) order by 2
                        on conflict (output, digest) do update set reason = excluded.reason
                        """)
                .bind("output", output)
                .bind("digests", digests(reasons.keySet()))
                .bind("keys", TextArray.of(reasons.keySet()))
                .bind("reasons", TextArray.of(reasons.values(), RejectRow::storable))
                .execute();
    }

    public void taken(Collection<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        handle.createUpdate("delete from datalab.output_refused where output = :output and digest = any(:digests)")
                .bind("output", output)
                .bind("digests", digests(keys))
                .execute();
    }

    static BytesArray digests(Collection<String> keys) {
        return new BytesArray(keys.stream().map(OutputKeys::digest).toArray(byte[][]::new));
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
