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
import picocli.CommandLine.Parameters;

/** {@code datalab drop}: has a running DataLab forget a view that its lab.yaml does not declare any more. */
@Command(
        name = "drop",
        description = {
            "Has a running DataLab drop what it keeps of a view that lab.yaml does not declare any more,",
            "with its SQL view. The archived events stay."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class DropCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Parameters(index = "0", paramLabel = "LAB.VIEW", description = "which view, such as sensors.per_minute")
    private String target = "";

    @Mixin
    private Server server = new Server();

    @Override
    public Integer call() {
        ViewName view = ViewName.parse(target);
        ServerClient client =
                new ServerClient(server.url(), new Retry(PATIENCE, Clock.systemUTC(), System.err::println));
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
