package datalab.cli.forget;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.Terminal;
import datalab.app.terminal.TerminalBar;
import datalab.cli.client.ProgressWait;
import datalab.cli.client.ServerClient;
import datalab.cli.client.ServerOption;
import datalab.cli.client.TimeoutOption;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datalab forget}: has a running DataLab remove all that it keeps of a key, and follows that to its end. */
@Command(
        name = "forget",
        description = {
            "Has a running DataLab remove every event of a key that was acknowledged by now, and recompute the views that they",
            "were in. Events of the key that come later are new. It says what is removed, what names the key elsewhere, and",
            "what stays until when: the log, backups, what mail and webhooks have told. There is no way back."
        },
        footer = {
            "",
            "Ends with 0 where all is removed, with 1 where it is not, or --yes was not given and nobody said yes.",
            "Ctrl-C ends the command only."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ForgetCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    @Parameters(index = "0", paramLabel = "LAB", description = "in which lab, such as connections")
    private String lab = "";

    @Option(names = "--key", required = true, paramLabel = "KEY", description = "the value of the streams' key field")
    private String key = "";

    @Option(
            names = "--stream",
            split = ",",
            paramLabel = "STREAM",
            description = "in these streams alone; without it in all whose key can have that value")
    private List<String> streams = List.of();

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Mixin
    private TimeoutOption timeout = new TimeoutOption(600);

    @Mixin
    private ServerOption server = new ServerOption();

    @Override
    public Integer call() {
        if (!lab.matches("[a-z][a-z0-9-]*")) {
            throw CommandFailed.ofUsage("'" + lab + "' is no name of a lab");
        }
        if (!yes && !isConfirmed()) {
            throw new CommandFailed("nothing is forgotten: --yes was not given, and nobody said yes");
        }
        JsonNode run;
        try (TerminalBar bar = new TerminalBar("forget a key of " + lab, "", 1, TerminalBar.UNKNOWN)) {
            ServerClient client = new ServerClient(server.address(), timeout.retry(bar::say));
            run = follow(client, ask(client), bar);
        }
        if (server.isJson()) {
            System.out.println(run);
        } else {
            ForgetReport.lines(run).forEach(line -> System.out.println(Terminal.plain(line)));
        }
        return 0;
    }

    private boolean isConfirmed() {
        if (!Terminal.isThere()) {
            return false;
        }
        String where = streams.isEmpty() ? "all streams" : String.join(", ", streams);
        System.err.print(Terminal.plain("Forget every event of key '" + key + "' in " + where + " of lab " + lab
                + "? There is no way back. Type yes: "));
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
            return answer != null && answer.strip().equals("yes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode ask(ServerClient client) {
        ObjectNode body = new ObjectMapper().createObjectNode().put("key", key);
        if (!streams.isEmpty()) {
            streams.forEach(body.putArray("streams")::add);
        }
        HttpResponse<String> answer = client.ask(client.request("labs/" + lab + "/forget")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
        if (answer.statusCode() != 202) {
            throw ServerClient.refused(answer);
        }
        return ServerClient.json(answer);
    }

    private JsonNode follow(ServerClient client, JsonNode begun, TerminalBar bar) {
        ProgressWait wait = new ProgressWait(Clock.systemUTC(), timeout.duration(), POLL);
        String path = "labs/" + lab + "/forget/" + begun.path("id").asLong();
        JsonNode last = begun;
        while (!last.path("state").asText().equals("done")) {
            String why = last.path("error").asText("");
            wait.beforeNext(() -> new CommandFailed("waited "
                    + timeout.duration().toSeconds()
                    + " s (--timeout), and it has not ended" + (why.isEmpty() ? "" : ": " + why) + "; `GET /" + path
                    + "` tells what becomes of it"));
            HttpResponse<String> answer = client.ask(client.request(path).GET().build());
            if (answer.statusCode() != 200) {
                throw ServerClient.refused(answer);
            }
            JsonNode now = ServerClient.json(answer);
            if (!now.equals(last)) {
                wait.progressed();
            }
            if (bar.isShown()) {
                bar.show(0, now.path("state").asText());
            }
            last = now;
        }
        return last;
    }
}
