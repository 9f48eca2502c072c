package datalab.cli.batch;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.cli.client.Retry;
import datalab.cli.client.ServerAddress;
import datalab.cli.client.ServerClient;
import datalab.cli.client.ViewName;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;

/** The batches of one view of a running DataLab. */
final class BatchClient {
    private final ServerClient server;
    private final String path;

    BatchClient(ServerAddress server, ViewName view, Retry retry) {
        this.server = new ServerClient(server, retry);
        this.path = "labs/" + view.lab() + "/views/" + view.view() + "/batches";
    }

    /** Requests a run; returns the pending one if a run of that kind is already requested. */
    BatchRunStatus request(String kind) {
        HttpResponse<String> answer = server.ask(server.request(path + "?kind=" + kind)
                .POST(BodyPublishers.noBody())
                .build());
        if (answer.statusCode() != 202) {
            throw ServerClient.refused(answer);
        }
        return new BatchRunStatus(ServerClient.json(answer));
    }

    BatchRunStatus run(long id) {
        return new BatchRunStatus(get(path + "/" + id));
    }

    /** The one that runs now. */
    Optional<BatchRunStatus> running() {
        for (JsonNode each : get(path).path("rows")) {
            BatchRunStatus run = new BatchRunStatus(each);
            if (run.state().equals(BatchRunStatus.RUNNING)) {
                return Optional.of(run);
            }
        }
        return Optional.empty();
    }

    /** The URL path at which the view's runs are listed. */
    String place() {
        return "/" + path;
    }

    /** The URL path at which a run can be viewed. */
    String place(BatchRunStatus run) {
        return place() + "/" + run.id();
    }

    private JsonNode get(String what) {
        HttpResponse<String> answer = server.ask(server.request(what).GET().build());
        if (answer.statusCode() != 200) {
            throw ServerClient.refused(answer);
        }
        return ServerClient.json(answer);
    }
}
