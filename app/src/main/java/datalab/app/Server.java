package datalab.app;

import java.net.URI;
import picocli.CommandLine.Option;

/** The option {@code --url} of every command that talks to a running DataLab. */
public final class Server {
    private static final String DEFAULT = "http://127.0.0.1:8080";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the DataLab to talk to (DATALAB_URL, else " + DEFAULT + ")")
    private String url = System.getenv().getOrDefault("DATALAB_URL", DEFAULT);

    /** Throws {@link CommandFailed} where it is no URL. */
    public URI url() {
        try {
            URI uri = URI.create(url.endsWith("/") ? url : url + "/");
            if (uri.getHost() != null
                    && (uri.getScheme().equals("http") || uri.getScheme().equals("https"))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("'" + url + "' is no URL; expected one such as " + DEFAULT, e);
        }
        throw new CommandFailed("'" + url + "' is no URL of a server; expected one such as " + DEFAULT);
    }
}
