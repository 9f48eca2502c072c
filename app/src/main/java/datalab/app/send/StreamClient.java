package datalab.app.send;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.app.CommandFailed;
import datalab.app.send.ChunkResult.RowError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a running DataLab. Asks again with growing pauses while the server cannot be reached or is busy; gives up
 * with {@link CommandFailed} when that lasts too long, and at once for whatever asking again would not mend.
 */
final class StreamClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI server;
    private final String lab;
    private final String stream;
    private final Retry retry;

    StreamClient(URI server, String lab, String stream, Retry retry) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        this.server = server;
        this.lab = lab;
        this.stream = stream;
        this.retry = retry;
    }

    /** Sends a chunk so that it counts once, however often it has to be sent. */
    ChunkResult send(Chunk chunk, String onceKey) {
        HttpRequest request = request("labs/" + lab + "/streams/" + stream)
                .header("Content-Type", chunk.contentType())
                .header("Idempotency-Key", onceKey)
                .POST(BodyPublishers.ofByteArray(chunk.body()))
                .build();
        HttpResponse<String> answer = ask(request);
        JsonNode body = json(answer);
        boolean understood = answer.statusCode() == 200 || body.path("rejected").asLong() > 0;
        if (!understood) {
            throw refused(answer, body);
        }
        return new ChunkResult(
                body.path("accepted").asLong(), body.path("rejected").asLong(), errors(body));
    }

    StreamStatus status() {
        HttpResponse<String> answer = ask(request("labs/" + lab).GET().build());
        JsonNode body = json(answer);
        if (answer.statusCode() != 200) {
            throw refused(answer, body);
        }
        for (JsonNode each : body.path("streams")) {
            if (each.path("name").asText().equals(stream)) {
                return new StreamStatus(
                        each.path("accepted").asLong(),
                        each.path("rejected").asLong(),
                        each.path("duplicates").asLong(),
                        partitions(each));
            }
        }
        throw new CommandFailed("lab " + lab + " has no stream " + stream);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER_TIMEOUT);
    }

    private HttpResponse<String> ask(HttpRequest request) {
        Retry.Attempts attempts = retry.begin();
        while (true) {
            String trouble;
            try {
                HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                if (!isWorthAskingAgain(answer.statusCode())) {
                    return answer;
                }
                trouble = server + " is busy: " + answer.statusCode() + " "
                        + json(answer).path("detail").asText();
            } catch (IOException e) {
                trouble = server + " cannot be reached: " + reason(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailed("interrupted", e);
            }
            attempts.waitAfter(trouble);
        }
    }

    // 409: an earlier try of the same chunk is still being taken in.
    private static boolean isWorthAskingAgain(int status) {
        return status == 409 || status == 429 || status == 502 || status == 503 || status == 504;
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : " " + message);
    }

    private static CommandFailed refused(HttpResponse<String> answer, JsonNode body) {
        String detail = body.path("detail").asText(answer.body().strip());
        return new CommandFailed("the server answered " + answer.statusCode() + ": " + detail);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            JsonNode body = JSON.readTree(answer.body());
            return body == null ? JSON.createObjectNode() : body;
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    private static List<RowError> errors(JsonNode body) {
        List<RowError> errors = new ArrayList<>();
        for (JsonNode error : body.path("errors")) {
            String detail = error.path("detail").asText();
            errors.add(new RowError(
                    error.path("line").asInt(),
                    error.path("field").asText(),
                    error.path("reason").asText() + (detail.isEmpty() ? "" : ": " + detail)));
        }
        return errors;
    }

    private static List<StreamStatus.Partition> partitions(JsonNode stream) {
        List<StreamStatus.Partition> partitions = new ArrayList<>();
        for (JsonNode each : stream.path("partitions")) {
            @Nullable String alarm = each.path("alarm").textValue();
            partitions.add(new StreamStatus.Partition(
                    each.path("partition").asInt(),
                    each.path("next_offset").asLong(),
                    each.path("end_offset").asLong(),
                    alarm == null ? "" : alarm));
        }
        return partitions;
    }
}
