package datalab.cli.send;

import datalab.cli.send.ChunkResult.RowError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sending of one input from its first chunk to its last, and what came of it. Not thread-safe. */
final class SendRun {
    static final int ERRORS_MAX = 20;

    private final StreamClient client;
    private final UUID id;
    private final List<RowError> errors = new ArrayList<>();
    private long accepted;
    private long rejected;

    /** @param id of this run; with the number of a chunk it is the idempotency key of a chunk that is sent again */
    SendRun(StreamClient client, UUID id) {
        this.client = client;
        this.id = id;
    }

    /** Sends all, in order, one chunk at a time; {@code progress} receives the sum after each. */
    void run(Chunks chunks, Consumer<SendRun> progress) throws IOException {
        @Nullable Chunk chunk = chunks.next();
        while (chunk != null) {
            add(chunk, client.send(chunk, "send:" + id + ":" + chunk.index()));
            progress.accept(this);
            chunk = chunks.next();
        }
    }

    long accepted() {
        return accepted;
    }

    long rejected() {
        return rejected;
    }

    /** The first that were refused; their lines are of the input. */
    List<RowError> errors() {
        return List.copyOf(errors);
    }

    private void add(Chunk chunk, ChunkResult result) {
        accepted += result.accepted();
        rejected += result.rejected();
        result.errors().stream()
                .limit(ERRORS_MAX - errors.size())
                .map(error -> new RowError(chunk.fileLine(error.line()), error.why()))
                .forEach(errors::add);
    }
}
