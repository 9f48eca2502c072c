package datalab.cli.send;

import datalab.app.terminal.CountText;
import datalab.cli.send.ChunkResult.RowError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sending of one input from its first chunk to its last, and what came of it. Not thread-safe. */
public final class SendRun {
    static final int ERRORS_MAX = 20;

    private final StreamClient client;
    private final Function<Chunk, String> onceKeys;
    private final List<RowError> errors = new ArrayList<>();
    private long accepted;
    private long rejected;

    /** @param onceKeys the idempotency key of a chunk, so that one that is sent again counts once */
    public SendRun(StreamClient client, Function<Chunk, String> onceKeys) {
        this.client = client;
        this.onceKeys = onceKeys;
    }

    /** A run whose chunks count beside those of any other. */
    static SendRun begin(StreamClient client) {
        UUID id = UUID.randomUUID();
        return new SendRun(client, chunk -> "send:" + id + ":" + chunk.index());
    }

    /** Sends all, in order, one chunk at a time; {@code progress} receives the sum after each. */
    public void run(Chunks chunks, Consumer<SendRun> progress) throws IOException {
        @Nullable Chunk chunk = chunks.next();
        while (chunk != null) {
            add(chunk, client.send(chunk, onceKeys.apply(chunk)));
            progress.accept(this);
            chunk = chunks.next();
        }
    }

    public long accepted() {
        return accepted;
    }

    public long rejected() {
        return rejected;
    }

    /** The first that were refused; their lines are of the input. */
    List<RowError> errors() {
        return List.copyOf(errors);
    }

    /**
     * The first that were refused, for programs.
     *
     * @param unit what the input consists of, such as a line
     */
    public List<Map<String, Object>> refusals(String unit) {
        List<Map<String, Object>> refusals = new ArrayList<>();
        errors.forEach(error -> refusals.add(Map.of(unit, error.line(), "why", error.why())));
        return refusals;
    }

    /** The same for people, and where the others are. */
    public List<String> refusalLines(String unit, String lab) {
        List<String> lines = new ArrayList<>();
        errors.forEach(error -> lines.add(unit + " " + error.line() + ": " + error.why()));
        long more = rejected - errors.size();
        if (more > 0) {
            lines.add("… and " + CountText.grouped(more) + " more; `GET /labs/" + lab + "/rejects` lists all");
        }
        return lines;
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
