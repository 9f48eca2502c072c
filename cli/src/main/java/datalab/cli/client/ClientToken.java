package datalab.cli.client;

import datalab.access.TokenText;
import datalab.app.access.OperatorToken;
import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The token that a command shows: what {@code DATALAB_TOKEN} says or the file that {@code DATALAB_TOKEN_FILE} names, else the
 * operator's, where this user may read the data folder of a DataLab on this machine. No option has it: others see those.
 */
public final class ClientToken {
    private static final String TOKEN = "DATALAB_TOKEN";
    private static final String FILE = "DATALAB_TOKEN_FILE";

    private ClientToken() {}

    /** For a server on a host; empty where there is none to show. */
    public static Optional<String> of(String host) {
        return of(host, System.getenv());
    }

    static Optional<String> of(String host, Map<String, String> environment) {
        String token = environment.getOrDefault(TOKEN, "").strip();
        if (!token.isEmpty()) {
            return Optional.of(token);
        }
        String file = environment.getOrDefault(FILE, "").strip();
        if (!file.isEmpty()) {
            return Optional.of(read(Path.of(file)));
        }
        Path data = Path.of(environment.getOrDefault("DATALAB_DATA", "data"));
        return isHere(host) ? OperatorToken.read(data).map(TokenText::text) : Optional.empty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailed(FILE + " is '" + file + "': " + CommandFailed.words(e), e);
        }
    }

    private static boolean isHere(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
