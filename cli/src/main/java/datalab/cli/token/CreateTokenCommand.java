package datalab.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.access.AccessRole;
import datalab.app.terminal.CommandFailed;
import datalab.cli.client.ServerClient;
import datalab.cli.client.ServerOption;
import datalab.cli.client.TimeoutOption;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code datalab token create}. */
@Command(
        name = "create",
        description = "Makes a token and prints it, once: only a digest of it is kept.",
        footer = {
            "",
            "Who makes a token needs the role admin wherever it gives one. A device that may only send as itself:",
            "  datalab token create --name roof --role write --lab sensors --key sensor1 --expires 90d",
            "Ends with 0 where it is made, with 1 where that may not be."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CreateTokenCommand implements Callable<Integer> {
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,6})([mhd])");

    @Option(names = "--name", required = true, paramLabel = "TEXT", description = "what it is for, as lists show it")
    private String name = "";

    @Option(
            names = "--role",
            required = true,
            split = ",",
            paramLabel = "ROLE",
            description = "read, write (send events) or admin (both, and operate); several with commas")
    private List<String> roles = List.of();

    @Option(
            names = "--lab",
            split = ",",
            paramLabel = "LAB",
            description = "in these labs alone; without it in all, also those to come")
    private List<String> labs = List.of();

    @Option(names = "--key", paramLabel = "KEY", description = "send events under this key alone (with --role write)")
    private @Nullable String key;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "after so long, such as 12h or 90d; never without it")
    private @Nullable String expires;

    @Option(
            names = "--sql",
            description = "also as a login of PostgreSQL that reads what it may read (with --role read or admin)")
    private boolean sql;

    @Mixin
    private TimeoutOption timeout = new TimeoutOption(60);

    @Mixin
    private ServerOption server = new ServerOption();

    @Override
    public Integer call() {
        String body = body();
        ServerClient client = ServerClient.of(server, timeout);
        HttpResponse<String> answer = client.ask(client.request("tokens")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
        if (answer.statusCode() != 201) {
            throw ServerClient.refused(answer);
        }
        JsonNode token = ServerClient.json(answer);
        System.out.println(server.isJson() ? token : token.path("token").asText());
        if (!server.isJson()) {
            System.err.println(TokenClient.sentence(token) + ". Nobody can show it again; revoke it with\n"
                    + "  datalab token revoke " + token.path("id").asText()
                    + (sql
                            ? "\nIt is the password of PostgreSQL's user "
                                    + token.path("sql_user").asText()
                            : ""));
        }
        return 0;
    }

    private String body() {
        ObjectNode body =
                new ObjectMapper().createObjectNode().put("name", name).put("sql", sql);
        ArrayNode grants = body.putArray("grants");
        for (String text : roles) {
            AccessRole role = AccessRole.of(text)
                    .orElseThrow(
                            () -> CommandFailed.ofUsage("--role is '" + text + "'; expected read, write or admin"));
            if (key != null && role != AccessRole.WRITE) {
                throw CommandFailed.ofUsage("--key limits what is sent, so it goes with --role write alone");
            }
            (labs.isEmpty() ? List.of("") : labs)
                    .forEach(lab -> grants.addObject()
                            .put("role", text)
                            .put("lab", lab.isEmpty() ? null : lab)
                            .put("key", key));
        }
        if (expires != null) {
            body.put(
                    "expires",
                    Instant.now()
                            .plus(length(expires))
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString());
        }
        return body.toString();
    }

    private static Duration length(String text) {
        Matcher length = LENGTH.matcher(text);
        if (!length.matches() || Integer.parseInt(length.group(1)) == 0) {
            throw CommandFailed.ofUsage("--expires is '" + text + "'; expected a length of time such as 12h or 90d");
        }
        long count = Long.parseLong(length.group(1));
        return switch (length.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
