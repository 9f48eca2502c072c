package datalab.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.cli.client.ServerClient;
import datalab.cli.client.ServerOption;
import datalab.cli.client.TimeoutOption;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code datalab token list}. */
@Command(
        name = "list",
        description = "Lists the tokens that you may revoke, a line each, without their secrets.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ListTokensCommand implements Callable<Integer> {
    @Mixin
    private TimeoutOption timeout = new TimeoutOption(60);

    @Mixin
    private ServerOption server = new ServerOption();

    @Override
    public Integer call() {
        ServerClient client = ServerClient.of(server, timeout);
        String after = "";
        do {
            JsonNode page = page(client, after);
            page.path("tokens")
                    .forEach(token -> System.out.println(server.isJson() ? token : TokenClient.sentence(token)));
            after = page.path("after").isNull() ? "" : page.path("after").asText();
        } while (!after.isEmpty());
        return 0;
    }

    private static JsonNode page(ServerClient client, String after) {
        String query = after.isEmpty() ? "" : "?after=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
        return client.get("tokens" + query);
    }
}
