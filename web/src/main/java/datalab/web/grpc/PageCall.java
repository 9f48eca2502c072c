package datalab.web.grpc;

import com.google.protobuf.ByteString;
import datalab.web.grpc.v1.Rows;
import datalab.web.query.RowPages;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call that is answered by a page of rows: in messages of moderate size, each sent only when the client has read those
 * before. It holds what the client has not read of one page. Its call's threads use it, and {@link UnreadPageBudget} may end it.
 */
final class PageCall<Q> extends ServerCall.Listener<Supplier<Q>> {
    /** A message ends once it has so much; it is larger only by its last row. */
    static final int MESSAGE_BYTES = 256 * 1024;

    /** So little always has room. */
    private static final int SMALL_BYTES = 64 * 1024;

    private final ServerCall<Supplier<Q>, Rows> call;
    private final Function<Q, RowPages.Rows> query;
    private final UnreadPageBudget unread;
    private final Context context = Context.current();
    private @Nullable Supplier<Q> request;
    private @Nullable Deque<byte[]> rest;
    private long restBytes;
    private long lastRead;
    private String after = "";
    private String bucket = "";

    /** To be made in the call's context. */
    PageCall(ServerCall<Supplier<Q>, Rows> call, Function<Q, RowPages.Rows> query, UnreadPageBudget unread) {
        this.call = call;
        this.query = query;
        this.unread = unread;
    }

    PageCall<Q> begin() {
        call.request(1);
        return this;
    }

    @Override
    public void onMessage(Supplier<Q> message) {
        request = message;
    }

    @Override
    public void onHalfClose() {
        if (request == null) {
            call.close(Status.INVALID_ARGUMENT.withDescription("no request came"), new Metadata());
            return;
        }
        RowPages.Rows page;
        try {
            page = query.apply(request.get());
            if (bytes(page) > SMALL_BYTES && !unread.hasRoom()) {
                throw QueryStatus.crowded();
            }
        } catch (RuntimeException e) { // any failure becomes a status for the client
            close(QueryStatus.of(e));
            return;
        }
        if (!context.isCancelled()) {
            begin(page);
        }
    }

    @Override
    public void onReady() {
        send();
    }

    @Override
    public void onCancel() {
        forget();
    }

    @Override
    public void onComplete() {
        forget();
    }

    /** Ends a call whose client has read nothing for so long. */
    synchronized void giveUpAfter(Duration silence) {
        if (rest != null && System.nanoTime() - lastRead > silence.toNanos()) {
            forget();
            close(QueryStatus.unread(silence));
        }
    }

    private synchronized void begin(RowPages.Rows page) {
        rest = new ArrayDeque<>(page.rows());
        restBytes = bytes(page);
        after = page.after() == null ? "" : page.after();
        bucket = page.bucket() == null ? "" : page.bucket();
        lastRead = System.nanoTime();
        unread.add(this, restBytes);
        call.sendHeaders(new Metadata());
        send();
    }

    private synchronized void send() {
        while (rest != null && call.isReady()) {
            lastRead = System.nanoTime();
            call.sendMessage(next(rest));
            if (rest.isEmpty()) {
                forget();
                call.close(Status.OK, new Metadata());
            }
        }
    }

    private Rows next(Deque<byte[]> rows) {
        Rows.Builder message = Rows.newBuilder();
        int bytes = 0;
        while (!rows.isEmpty() && bytes < MESSAGE_BYTES) {
            byte[] row = rows.remove();
            bytes += row.length;
            message.addRows(ByteString.copyFrom(row));
        }
        restBytes -= bytes;
        unread.remove(bytes);
        return rows.isEmpty() ? message.setAfter(after).setBucket(bucket).build() : message.build();
    }

    private static long bytes(RowPages.Rows page) {
        return page.rows().stream().mapToLong(row -> row.length).sum();
    }

    private synchronized void forget() {
        unread.remove(restBytes);
        unread.forget(this);
        restBytes = 0;
        rest = null;
    }

    private void close(StatusRuntimeException why) {
        call.close(why.getStatus(), why.getTrailers() == null ? new Metadata() : why.getTrailers());
    }
}
