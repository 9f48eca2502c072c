package datalab.cli.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.cli.client.ServerClient;
import datalab.cli.simulate.conference.Location;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Gathers locations and sends many at once, each so that it counts once however often it is tried. Not thread-safe. */
final class LocationSender {
    private static final int ROWS_MAX = 2_000;
    private static final int ROW_CHARS = 120;

    private final ServerClient client;
    private final List<Long> ids;
    private final Instant opening;
    private final UUID id = UUID.randomUUID();
    private final StringBuilder rows = new StringBuilder(ROWS_MAX * ROW_CHARS);
    private int waiting;
    private long requests;
    private long accepted;
    private long refused;
    private long late;
    private double latestSeconds;

    /** @param ids of the visitors */
    LocationSender(ServerClient client, List<Long> ids, Instant opening) {
        this.client = client;
        this.ids = List.copyOf(ids);
        this.opening = opening;
    }

    void add(Location location) {
        rows.append(String.format(
                Locale.ROOT,
                "{\"person_id\":%d,\"creation_time\":\"%s\",\"latitude\":%.7f,\"longitude\":%.7f}\n",
                ids.get(location.visitor()),
                opening.plusMillis((long) (location.at() * 1_000)),
                location.latitude(),
                location.longitude()));
        if (location.isLate()) {
            late++;
            latestSeconds = Math.max(latestSeconds, location.sent() - location.at());
        }
        if (++waiting == ROWS_MAX) {
            flush();
        }
    }

    /** Sends what waits and returns when DataLab has it. */
    void flush() {
        if (waiting == 0) {
            return;
        }
        HttpRequest request = client.request("labs/connections/streams/locations")
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", "simulate:" + id + ":" + requests++)
                .POST(BodyPublishers.ofString(rows.toString()))
                .build();
        HttpResponse<String> answer = client.ask(request);
        JsonNode body = ServerClient.json(answer);
        if (answer.statusCode() >= 400 && body.path("rejected").asLong() == 0) {
            throw ServerClient.refused(answer);
        }
        boolean single = body.path("accepted").isMissingNode(); // the event itself was answered
        accepted += single ? 1 : body.path("accepted").asLong();
        refused += body.path("rejected").asLong();
        rows.setLength(0);
        waiting = 0;
    }

    long accepted() {
        return accepted;
    }

    long refused() {
        return refused;
    }

    /** How many of them a phone held back. */
    long late() {
        return late;
    }

    /** For how long at most. */
    Duration latest() {
        return Duration.ofSeconds((long) latestSeconds);
    }
}
