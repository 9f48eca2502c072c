package datalab.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.access.TokenText;
import datalab.app.terminal.CommandFailed;
import datalab.cli.client.ServerClient;
import datalab.cli.client.ServerOption;
import datalab.cli.client.TimeoutOption;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code datalab token revoke}. */
@Command(
        name = "revoke",
        description = "Revokes tokens: within a second they open nothing any more, and open connections end.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RevokeTokenCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "which tokens, as `token list` names them")
    private List<String> ids = List.of();

    @Mixin
    private TimeoutOption timeout = new TimeoutOption(60);

    @Mixin
    private ServerOption server = new ServerOption();

    @Override
    public Integer call() {
        ids.forEach(RevokeTokenCommand::check);
        ServerClient client = ServerClient.of(server, timeout);
        for (String id : ids) {
            HttpResponse<String> answer =
                    client.ask(client.request("tokens/" + id).DELETE().build());
            if (answer.statusCode() != 200) {
                throw ServerClient.refused(answer);
            }
            JsonNode token = ServerClient.json(answer);
            System.out.println(server.isJson() ? token : TokenClient.sentence(token));
        }
        return 0;
    }

    private static void check(String id) {
        if (!TokenText.isId(id)) {
            throw CommandFailed.ofUsage("'" + id + "' is no id of a token; expected one as `token list` names it");
        }
    }
}
