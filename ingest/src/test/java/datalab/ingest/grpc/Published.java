package datalab.ingest.grpc;

import datalab.ingest.grpc.v1.PublishRequest;
import datalab.ingest.grpc.v1.PublishResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A call of {@code Publish} that reads an answer only when it is asked to. */
final class Published extends ClientCall.Listener<PublishResponse> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ClientCall<PublishRequest, PublishResponse> call;
    private final BlockingQueue<PublishResponse> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<StatusRuntimeException> end = new CompletableFuture<>();

    Published(ClientCall<PublishRequest, PublishResponse> call) {
        this.call = call;
        call.start(this, new Metadata());
    }

    @Override
    public void onMessage(PublishResponse answer) {
        answers.add(answer);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        end.complete(status.asRuntimeException(trailers));
    }

    /** Sends, whether or not the server reads. */
    Published send(PublishRequest request) {
        call.sendMessage(request);
        return this;
    }

    /** Sends as often as the server lets it, at most so often; how often that was. */
    int sendWhileReady(PublishRequest request, int atMost) {
        int sent = 0;
        while (sent < atMost && call.isReady()) {
            call.sendMessage(request);
            sent++;
        }
        return sent;
    }

    Published done() {
        call.halfClose();
        return this;
    }

    void cancel() {
        call.cancel("enough", null);
    }

    /** The next answer. */
    PublishResponse read() {
        call.request(1);
        try {
            @Nullable PublishResponse answer = answers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new AssertionError(
                        "no answer; the call is " + (end.isDone() ? end.join().getStatus() : "open"));
            }
            return answer;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    List<PublishResponse> read(int count) {
        List<PublishResponse> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(read());
        }
        return all;
    }

    /** How it ended. */
    Status end() {
        return failure().getStatus();
    }

    /** How it ended, with what was said besides. */
    StatusRuntimeException failure() {
        call.request(1);
        try {
            return end.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the call has not ended", e);
        }
    }
}
