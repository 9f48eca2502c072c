package datalab.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.app.terminal.CommandFailed;
import datalab.cli.client.Retry;
import datalab.cli.client.ServerAddress;
import datalab.cli.client.ServerClient;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** The exports of a running DataLab. */
final class ExportClient {
    private final ServerClient server;

    ExportClient(ServerAddress server, Retry retry) {
        this.server = new ServerClient(server, retry);
    }

    /** The address of the stream or view of a lab: {@code labs/sensors/streams/readings}. */
    String address(String lab, String name) {
        JsonNode all = json("labs/" + lab);
        List<String> names = new ArrayList<>();
        for (String kind : List.of("streams", "views")) {
            for (JsonNode each : all.path(kind)) {
                if (each.path("name").asText().equals(name)) {
                    return "labs/" + lab + "/" + kind + "/" + name;
                }
                names.add(each.path("name").asText());
            }
        }
        throw new CommandFailed(
                "lab " + lab + " has no stream and no view '" + name + "'; it has " + String.join(", ", names));
    }

    JsonNode json(String address) {
        return server.get(address);
    }

    /** An export that has begun. */
    HttpResponse<InputStream> begin(String address) {
        return server.open(server.request(address).GET().build());
    }
}
