package datalab.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.app.terminal.Terminal;
import datalab.cli.client.ServerClient;
import datalab.cli.client.ServerOption;
import datalab.cli.client.TimeoutOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code datalab audit}. */
@Command(
        name = "audit",
        description =
                "Lists what was done to a DataLab and by whom, the newest first: tokens, logins, batches, retries.",
        footer = {
            "",
            "Asks for the role admin in all labs. Ends with 0 where all went well, with 1 where something did not."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class AuditCommand implements Callable<Integer> {
    private static final int PAGE = 1000;

    @Option(names = "--limit", description = "How many at most (${DEFAULT-VALUE}).", defaultValue = "100")
    private int limit;

    @Mixin
    private TimeoutOption timeout = new TimeoutOption(60);

    @Mixin
    private ServerOption server = new ServerOption();

    @Override
    public Integer call() {
        ServerClient client = ServerClient.of(server, timeout);
        String before = "";
        int left = limit;
        while (left > 0) {
            JsonNode page = page(client, before, Math.min(left, PAGE));
            page.path("entries").forEach(entry -> System.out.println(server.isJson() ? entry : sentence(entry)));
            left -= page.path("entries").size();
            if (page.path("before").isNull()) {
                break;
            }
            before = "&before=" + page.path("before").asText();
        }
        return 0;
    }

    private static JsonNode page(ServerClient client, String before, int count) {
        return client.get("audit?limit=" + count + before);
    }

    /** An entry in words: {@code 2026-01-01T00:00:00Z operator from 127.0.0.1: DELETE /tokens/{id}, /tokens/4fk2: 200}. */
    private static String sentence(JsonNode entry) {
        return Terminal.plain(entry.path("at").asText() + " "
                + entry.path("caller").asText() + " from "
                + entry.path("address").asText() + ": " + entry.path("act").asText() + ", "
                + entry.path("target").asText() + ": " + entry.path("status").asText());
    }
}
