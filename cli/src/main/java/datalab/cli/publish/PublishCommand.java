package datalab.cli.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.CountText;
import datalab.app.terminal.Terminal;
import datalab.app.terminal.TerminalBar;
import datalab.cli.client.ProgressWait;
import datalab.cli.client.ServerClient;
import datalab.cli.client.ServerOption;
import datalab.cli.client.TimeoutOption;
import datalab.cli.client.ViewName;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datalab publish}: has a running DataLab write an output again, and follows that to its end. */
@Command(
        name = "publish",
        description = {
            "Has a running DataLab write all rows of a view or stream again to the tables that its out: names, and delete",
            "there what is gone. New events go on being written meanwhile, and no row ever goes back."
        },
        footer = {
            "",
            "Ends with 0 where the tables equal the view, with 1 where they do not: a server is away, or refuses rows.",
            "Ctrl-C ends the command only."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class PublishCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    @Parameters(index = "0", paramLabel = "LAB.VIEW", description = "which view or stream, such as users.longest_name")
    private String target = "";

    @Option(names = "--to", paramLabel = "SERVER", description = "to this server alone")
    private @Nullable String server;

    @Mixin
    private TimeoutOption timeout = new TimeoutOption(120);

    @Mixin
    private ServerOption url = new ServerOption();

    @Override
    public Integer call() {
        ViewName name = ViewName.parse(target);
        JsonNode outputs;
        try (TerminalBar bar = new TerminalBar("publish " + name, " events", 1, TerminalBar.UNKNOWN)) {
            ServerClient client = new ServerClient(url.address(), timeout.retry(bar::say));
            outputs = follow(
                    client,
                    name,
                    ask(client, name),
                    new ProgressWait(Clock.systemUTC(), timeout.duration(), POLL),
                    bar);
        }
        if (url.isJson()) {
            System.out.println(outputs);
        } else {
            outputs.forEach(output -> tell(name, output));
        }
        return all(outputs, output -> output.path("refused").asLong() == 0) ? 0 : 1;
    }

    private JsonNode ask(ServerClient client, ViewName name) {
        String path =
                path(name) + "/" + name.view() + (server == null ? "" : "?to=" + URLEncoder.encode(server, UTF_8));
        HttpResponse<String> answer =
                client.ask(client.request(path).POST(BodyPublishers.noBody()).build());
        if (answer.statusCode() != 202) {
            throw ServerClient.refused(answer);
        }
        return ServerClient.json(answer).path("rows");
    }

    private JsonNode follow(ServerClient client, ViewName name, JsonNode asked, ProgressWait wait, TerminalBar bar) {
        JsonNode last = asked;
        sayAlarms(JsonNodeFactory.instance.arrayNode(), asked, bar);
        while (!all(
                last,
                output -> output.path("whole").asBoolean() && output.path("lag").asLong() == 0)) {
            JsonNode before = last;
            wait.beforeNext(() -> gaveUp(name, before));
            last = current(client, name);
            if (bar.isShown()) {
                bar.show(0, "writing");
            }
            if (!last.equals(before)) {
                wait.progressed();
                sayAlarms(before, last, bar);
            }
        }
        return last;
    }

    /** Prints each new reason why an output waits. */
    private static void sayAlarms(JsonNode before, JsonNode now, TerminalBar bar) {
        for (int i = 0; i < now.size(); i++) {
            String alarm = now.path(i).path("alarm").asText("");
            if (!alarm.isEmpty() && !alarm.equals(before.path(i).path("alarm").asText(""))) {
                bar.say(place(now.path(i)) + ": " + Terminal.plain(alarm));
            }
        }
    }

    /** Of those that were asked for. */
    private JsonNode current(ServerClient client, ViewName name) {
        ArrayNode some = JsonNodeFactory.instance.arrayNode();
        JsonNode rows = client.get(path(name)).path("rows");
        for (JsonNode output : rows) {
            boolean isTo = server == null || output.path("server").asText().equals(server);
            if (isTo && output.path("of").asText().equals(name.view())) {
                some.add(output);
            }
        }
        return some;
    }

    private CommandFailed gaveUp(ViewName name, JsonNode outputs) {
        List<String> why = new ArrayList<>();
        for (JsonNode output : outputs) {
            String alarm = output.path("alarm").asText("");
            if (!output.path("whole").asBoolean() || output.path("lag").asLong() > 0) {
                why.add(place(output) + (alarm.isEmpty() ? " does not move" : ": " + Terminal.plain(alarm)));
            }
        }
        return new CommandFailed(
                "waited " + timeout.duration().toSeconds() + " s (--timeout), and " + name + " is not written: "
                        + String.join("; ", why) + ". It is tried again without this command; `GET /" + path(name)
                        + "` tells what becomes of it");
    }

    private static void tell(ViewName name, JsonNode output) {
        long refused = output.path("refused").asLong();
        System.out.println(name + " is in " + place(output)
                + (refused == 0 ? "" : ", but for " + CountText.of(refused, "row") + " that the server refuses:"));
        for (JsonNode row : output.path("refused_rows")) {
            System.out.println("  "
                    + Terminal.plain(row.path("key") + ": " + row.path("reason").asText()));
        }
    }

    private static String place(JsonNode output) {
        return Terminal.plain(
                output.path("server").asText() + "/" + output.path("table").asText());
    }

    private static String path(ViewName name) {
        return "labs/" + name.lab() + "/outputs";
    }

    private static boolean all(JsonNode outputs, Predicate<JsonNode> holds) {
        for (JsonNode output : outputs) {
            if (!holds.test(output)) {
                return false;
            }
        }
        return true;
    }
}
