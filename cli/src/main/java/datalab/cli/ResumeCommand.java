package datalab.cli;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.Terminal;
import datalab.cli.client.Retry;
import datalab.cli.client.ServerClient;
import datalab.cli.client.ServerOption;
import datalab.cli.client.StreamName;
import datalab.cli.client.TimeoutOption;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datalab resume}: resumes streams of a running DataLab whose log has lost records. */
@Command(
        name = "resume",
        description = {
            "Has a running DataLab go on with streams that take nothing since their log in Kafka was deleted, cut or",
            "restored. Says what is lost; goes on only with --accept-loss. What is archived stays, and all that the log",
            "holds and that was not processed is processed."
        },
        footer = {"", "Ends with 0 where the streams go on, with 1 where one does not."},
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ResumeCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "LAB.STREAM", description = "which streams, such as sensors.readings")
    private List<String> targets = List.of();

    @Option(names = "--accept-loss", description = "go on without what is lost")
    private boolean acceptLoss;

    @Mixin
    private TimeoutOption timeout = new TimeoutOption(60);

    @Mixin
    private ServerOption server = new ServerOption();

    @Override
    public Integer call() {
        List<StreamName> streams = targets.stream().map(StreamName::parse).toList();
        Retry retry = timeout.retry(failure -> System.err.println("datalab: " + failure));
        ServerClient client = new ServerClient(server.address(), retry);
        int failed = 0;
        for (StreamName stream : streams) {
            try {
                tell(stream, resume(client, stream));
            } catch (CommandFailed e) { // the other streams go on all the same
                failed++;
                System.err.println("datalab: " + stream + ": " + e.explanation());
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private JsonNode resume(ServerClient client, StreamName stream) {
        String path = "labs/" + stream.lab() + "/streams/" + stream.stream() + "/resume?accept_loss=" + acceptLoss;
        HttpResponse<String> answer =
                client.ask(client.request(path).POST(BodyPublishers.noBody()).build());
        if (answer.statusCode() != 200) {
            throw ServerClient.refused(answer);
        }
        return ServerClient.json(answer).path("partitions");
    }

    private static void tell(StreamName stream, JsonNode partitions) {
        for (JsonNode partition : partitions) {
            System.out.println(
                    stream + " partition " + partition.path("partition").asInt() + ": "
                            + Terminal.plain(partition.path("what").asText()) + "; "
                            + partition.path("missing").asLong()
                            + " acknowledged records are known to be lost");
        }
        System.out.println(stream + (partitions.isEmpty() ? " has no gap" : " goes on"));
    }
}
