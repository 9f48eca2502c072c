package datalab.cli.send;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.app.terminal.CommandFailed;
import datalab.cli.client.Retry;
import datalab.cli.client.ServerAddress;
import datalab.cli.client.ServerClient;
import datalab.cli.send.ChunkResult.RowError;
import datalab.lab.stream.PositionFields;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One stream of a running DataLab. */
public final class StreamClient {
    private final ServerClient server;
    private final String lab;
    private final String stream;

    public StreamClient(ServerAddress server, String lab, String stream, Retry retry) {
        this.server = new ServerClient(server, retry);
        this.lab = lab;
        this.stream = stream;
    }

    /** Sends a chunk with an idempotency key, so that it counts once however often it is sent. */
    ChunkResult send(Chunk chunk, String onceKey) {
        HttpRequest request = server.request("labs/" + lab + "/streams/" + stream)
                .header("Content-Type", chunk.contentType())
                .header("Idempotency-Key", onceKey)
                .POST(BodyPublishers.ofByteArray(chunk.body()))
                .build();
        HttpResponse<String> answer = server.ask(request);
        JsonNode body = ServerClient.json(answer);
        boolean understood = answer.statusCode() == 200 || body.path("rejected").asLong() > 0;
        if (!understood) {
            throw ServerClient.refused(answer);
        }
        return new ChunkResult(
                body.path("accepted").asLong(), body.path("rejected").asLong(), errors(body));
    }

    StreamStatus status() {
        HttpResponse<String> answer =
                server.ask(server.request("labs/" + lab).GET().build());
        JsonNode body = ServerClient.json(answer);
        if (answer.statusCode() != 200) {
            throw ServerClient.refused(answer);
        }
        for (JsonNode each : body.path("streams")) {
            if (each.path("name").asText().equals(stream)) {
                return new StreamStatus(
                        each.path("accepted").asLong(),
                        each.path("rejected").asLong(),
                        each.path("duplicates").asLong(),
                        partitions(each),
                        position(each.path("position")),
                        !each.path("unique").isEmpty());
            }
        }
        throw new CommandFailed("lab " + lab + " has no stream " + stream);
    }

    private static List<RowError> errors(JsonNode body) {
        List<RowError> errors = new ArrayList<>();
        for (JsonNode error : body.path("errors")) {
            String detail = error.path("detail").asText();
            errors.add(new RowError(
                    error.path("line").asInt(),
                    error.path("reason").asText() + (detail.isEmpty() ? "" : ": " + detail)));
        }
        return errors;
    }

    private static @Nullable PositionFields position(JsonNode position) {
        return position.isObject()
                ? new PositionFields(
                        position.path("latitude").asText(),
                        position.path("longitude").asText())
                : null;
    }

    private static List<StreamStatus.Partition> partitions(JsonNode stream) {
        List<StreamStatus.Partition> partitions = new ArrayList<>();
        for (JsonNode each : stream.path("partitions")) {
            @Nullable String alarm = each.path("alarm").textValue();
            JsonNode end = each.path("end_offset");
            partitions.add(new StreamStatus.Partition(
                    each.path("partition").asInt(),
                    each.path("next_offset").asLong(),
                    end.isNumber() ? end.asLong() : null,
                    alarm == null ? "" : alarm));
        }
        return partitions;
    }
}
