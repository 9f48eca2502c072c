package datalab.app.batch;

import datalab.app.Server;
import datalab.app.ViewName;
import datalab.app.client.Retry;
import datalab.app.client.ServerClient;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datalab drop}: has a running DataLab forget a view that its lab.yaml does not declare any more. */
@Command(
        name = "drop",
        description = {
            "Has a running DataLab drop what it keeps of a view that lab.yaml does not declare any more,",
            "with its SQL view. The archived events stay."
        },
        footer = {"", "Ends with 0 where it is dropped, with 1 where there was nothing to drop or it may not be."},
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class DropCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "LAB.VIEW", description = "which view, such as sensors.per_minute")
    private String target = "";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "how long to go on while the server does not answer (120)")
    private int timeoutSeconds = 120;

    @Mixin
    private Server server = new Server();

    @Override
    public Integer call() {
        ViewName view = ViewName.parse(target);
        Duration patience = Duration.ofSeconds(timeoutSeconds);
        Retry retry = new Retry(patience, Clock.systemUTC(), trouble -> System.err.println("datalab: " + trouble));
        ServerClient client = new ServerClient(server.url(), retry);
        HttpResponse<String> answer = client.ask(client.request("labs/" + view.lab() + "/views/" + view.view())
                .DELETE()
                .build());
        if (answer.statusCode() != 204) {
            throw ServerClient.refused(answer);
        }
        System.out.println(view + " dropped");
        return 0;
    }
}
