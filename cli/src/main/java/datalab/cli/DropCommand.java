package datalab.cli;

import datalab.app.DropLab;
import datalab.app.settings.LoadedSettings;
import datalab.app.settings.Settings;
import datalab.cli.client.Retry;
import datalab.cli.client.ServerClient;
import datalab.cli.client.ServerOption;
import datalab.cli.client.ViewName;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datalab drop}: deletes a view that its lab.yaml does not declare any more, or a whole lab. */
@Command(
        name = "drop",
        description = {
            "LAB.VIEW: has a running DataLab drop what it keeps of a view that lab.yaml does not declare any more,",
            "with its SQL view. The archived events stay.",
            "LAB: deletes all that is kept of a lab, its events among it: schema, views, progress, rejects, numbers,",
            "batches and topics. Without --yes it says what that would be. No DataLab may be running; it uses the",
            "servers of the settings, else those of the data folder. The lab's own folder stays as it is."
        },
        footer = {
            "",
            "Ends with 0 where it is dropped, with 1 where there was nothing to drop, it may not be, or --yes was not given."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DropCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "LAB[.VIEW]", description = "which, such as sensors.per_minute, or sensors")
    private String target = "";

    @Option(names = "--yes", description = "of a lab: delete it")
    private boolean yes;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "of a view: how long to go on while the server does not answer (120)")
    private int timeoutSeconds = 120;

    @Mixin
    private ServerOption server = new ServerOption();

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Override
    public Integer call() {
        if (target.matches("[a-z][a-z0-9-]*")) {
            Settings settings = LoadedSettings.load(options.sources(Map.of("kafka.port", "0"), List.of(target)))
                    .settings();
            return new DropLab(settings, target).run(yes);
        }
        dropView(ViewName.parse(target));
        return 0;
    }

    private void dropView(ViewName view) {
        Duration timeLimit = Duration.ofSeconds(timeoutSeconds);
        Retry retry = new Retry(timeLimit, Clock.systemUTC(), failure -> System.err.println("datalab: " + failure));
        ServerClient client = new ServerClient(server.address(), retry);
        HttpResponse<String> answer = client.ask(client.request("labs/" + view.lab() + "/views/" + view.view())
                .DELETE()
                .build());
        if (answer.statusCode() != 204) {
            throw ServerClient.refused(answer);
        }
        if (server.isJson()) {
            ServerOption.print(Map.of("dropped", view.toString()));
        } else {
            System.out.println(view + " dropped");
        }
    }
}
