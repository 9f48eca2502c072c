package datalab.cli.client;

import datalab.app.terminal.CommandFailed;
import datalab.lab.json.JsonText;
import datalab.tls.ClientTls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options {@code --url} and {@code --json}, and those of TLS, of every command that talks to a running DataLab. */
public final class ServerOption {
    private static final String DEFAULT = "http://127.0.0.1:8080";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the DataLab to talk to (DATALAB_URL, else " + DEFAULT + ")")
    private String url = System.getenv().getOrDefault("DATALAB_URL", DEFAULT);

    @Mixin
    private CertificateOptions certificates = new CertificateOptions();

    @Option(names = "--json", description = "print what came of it as one JSON object, for programs")
    private boolean json;

    /** Whether a program reads what is printed. */
    public boolean isJson() {
        return json;
    }

    /** Prints one object on a line of its own. */
    public static void print(Map<String, ?> members) {
        System.out.println(text(members));
    }

    /** One object as a line. */
    public static String text(Map<String, ?> members) {
        return new String(JsonText.of(members), StandardCharsets.UTF_8);
    }

    /** Throws {@link CommandFailed} where it is no URL, or a file of TLS cannot be used. */
    public ServerAddress address() {
        return new ServerAddress(url(), certificates.tls());
    }

    /** What it is trusted by, and what is shown to it, also over another protocol. */
    public ClientTls tls() {
        return certificates.tls();
    }

    /** Throws {@link CommandFailed} where it is no URL. */
    public URI url() {
        try {
            URI uri = URI.create(url.endsWith("/") ? url : url + "/");
            if (uri.getHost() != null
                    && uri.getScheme() != null
                    && (uri.getScheme().equals("http") || uri.getScheme().equals("https"))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw CommandFailed.ofUsage("'" + url + "' is no URL; expected one such as " + DEFAULT);
        }
        throw CommandFailed.ofUsage("'" + url + "' is no URL of a server; expected one such as " + DEFAULT);
    }
}
