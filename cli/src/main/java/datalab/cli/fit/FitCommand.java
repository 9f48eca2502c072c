package datalab.cli.fit;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.CountText;
import datalab.app.terminal.Terminal;
import datalab.app.terminal.TerminalBar;
import datalab.cli.client.ProgressWait;
import datalab.cli.client.ServerClient;
import datalab.cli.client.ServerOption;
import datalab.cli.client.TimeoutOption;
import datalab.cli.client.ViewName;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code datalab fit}: asks a running DataLab to refit a model, and waits until it has. */
@Command(
        name = "fit",
        description = {
            "Has a running DataLab fit a model of a lab to all events by now. Events go on being processed meanwhile, and",
            "forecasts that wait to be scored stay as they are."
        },
        footer = {
            "",
            "Ends with 0 where the new parameters count, with 1 where there are too few events, or no process runs batches.",
            "Ctrl-C ends the command only."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class FitCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    @Parameters(index = "0", paramLabel = "LAB.MODEL", description = "which model, such as twin.usual")
    private String target = "";

    @Mixin
    private TimeoutOption timeout = new TimeoutOption(600);

    @Mixin
    private ServerOption url = new ServerOption();

    @Override
    public Integer call() {
        ViewName name = ViewName.parse(target);
        JsonNode model;
        try (TerminalBar bar = new TerminalBar("fit " + name, "", 1, TerminalBar.UNKNOWN)) {
            ServerClient client = new ServerClient(url.address(), timeout.retry(bar::say));
            model = follow(
                    client,
                    name,
                    ask(client, name),
                    new ProgressWait(Clock.systemUTC(), timeout.duration(), POLL),
                    bar);
        }
        String error = model.path("error").asText("");
        if (url.isJson()) {
            System.out.println(model);
        } else if (model.path("error").isNull()) {
            System.out.println(
                    name + " is fitted to " + CountText.of(model.path("keys").asLong(), "key"));
        } else {
            System.out.println(name + " is not fitted: " + Terminal.plain(error));
        }
        return model.path("error").isNull() ? 0 : 1;
    }

    /** Answers the model as it was before. */
    private static JsonNode ask(ServerClient client, ViewName name) {
        String path = path(name) + "/" + name.view() + "/fit";
        HttpResponse<String> answer =
                client.ask(client.request(path).POST(BodyPublishers.noBody()).build());
        if (answer.statusCode() != 202) {
            throw ServerClient.refused(answer);
        }
        return ServerClient.json(answer).path("rows").path(0);
    }

    private JsonNode follow(ServerClient client, ViewName name, JsonNode before, ProgressWait wait, TerminalBar bar) {
        JsonNode last = before;
        while (!isOver(before, last)) {
            wait.beforeNext(
                    () -> new CommandFailed("waited " + timeout.duration().toSeconds() + " s (--timeout), and " + name
                            + " is not fitted; `GET /" + path(name) + "` tells what becomes of it"));
            JsonNode now = current(client, name);
            if (!now.equals(last)) {
                wait.progressed();
            }
            if (bar.isShown()) {
                bar.show(0, now.path("asked").isNull() ? "fitting" : "waiting");
            }
            last = now;
        }
        return last;
    }

    private static boolean isOver(JsonNode before, JsonNode now) {
        boolean isFitted = !now.path("fitted").equals(before.path("fitted"));
        return now.path("asked").isNull() && (isFitted || !now.path("error").isNull());
    }

    private static JsonNode current(ServerClient client, ViewName name) {
        for (JsonNode model : client.get(path(name)).path("rows")) {
            if (model.path("name").asText().equals(name.view())) {
                return model;
            }
        }
        throw new CommandFailed("there is no model " + name + " any more");
    }

    private static String path(ViewName name) {
        return "labs/" + name.lab() + "/models";
    }
}
