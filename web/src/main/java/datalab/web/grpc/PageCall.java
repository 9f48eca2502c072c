package datalab.web.grpc;

import com.google.protobuf.ByteString;
import datalab.web.grpc.v1.Rows;
import datalab.web.rest.RowPages;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call that is answered by a page of rows: in messages of moderate size, each sent only when the client has read those
 * before. It holds one page. Used by one thread at a time.
 */
final class PageCall<Q> extends ServerCall.Listener<Q> {
    /** A message ends once it has so much; it is larger only by its last row. */
    static final int MESSAGE_BYTES = 256 * 1024;

    private final ServerCall<Q, Rows> call;
    private final Function<Q, RowPages.Rows> question;
    private final Context context = Context.current();
    private @Nullable Q request;
    private @Nullable Iterator<byte[]> rest;
    private String after = "";
    private boolean closed;

    /** To be made in the call's context. */
    PageCall(ServerCall<Q, Rows> call, Function<Q, RowPages.Rows> question) {
        this.call = call;
        this.question = question;
    }

    PageCall<Q> begin() {
        call.request(1);
        return this;
    }

    @Override
    public void onMessage(Q message) {
        request = message;
    }

    @Override
    public void onHalfClose() {
        if (request == null) {
            close(Status.INVALID_ARGUMENT.withDescription("no request came"), new Metadata());
            return;
        }
        try {
            RowPages.Rows page = question.apply(request);
            rest = page.rows().iterator();
            after = page.after() == null ? "" : page.after();
        } catch (RuntimeException e) { // whatever it is, the client is told a status
            StatusRuntimeException why = Failures.of(e);
            close(why.getStatus(), why.getTrailers() == null ? new Metadata() : why.getTrailers());
            return;
        }
        if (!context.isCancelled()) {
            call.sendHeaders(new Metadata());
            send();
        }
    }

    @Override
    public void onReady() {
        send();
    }

    @Override
    public void onCancel() {
        rest = null;
    }

    private void send() {
        while (rest != null && !closed && call.isReady()) {
            Rows next = next(rest);
            call.sendMessage(next);
            if (!rest.hasNext()) {
                close(Status.OK, new Metadata());
            }
        }
    }

    private Rows next(Iterator<byte[]> rows) {
        Rows.Builder message = Rows.newBuilder();
        int bytes = 0;
        while (rows.hasNext() && bytes < MESSAGE_BYTES) {
            byte[] row = rows.next();
            bytes += row.length;
            message.addRows(ByteString.copyFrom(row));
        }
        return rows.hasNext() ? message.build() : message.setAfter(after).build();
    }

    private void close(Status status, Metadata trailers) {
        closed = true;
        call.close(status, trailers);
    }
}
