package datalab.out.webhook;

import datalab.store.output.OutputWriter;
import datalab.store.server.OutputServer;
import datalab.store.server.ServerSettings;
import datalab.store.server.ServerType;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A receiver of webhooks: {@code kind: webhook}. */
public final class WebhookServerType implements ServerType {
    private static final String URL =
            "a URL with https or http and a host, and without user, query and fragment, such as https://host/hooks";
    private static final String SECRET =
            "what requests are signed with, in secret or secret_file: whsec_ and at least 24 bytes in Base64, or any other text";
    private static final int BATCH = 100;

    @Override
    public String kind() {
        return "webhook";
    }

    @Override
    public String table() {
        return "path";
    }

    @Override
    public OutputServer configure(ServerSettings settings) {
        String url = settings.required("url", URL);
        if (!url.isEmpty() && !WebhookReceiver.isUrl(url)) {
            settings.refuse("url", URL);
        }
        Optional<WebhookSecret> secret = secret(settings);
        Duration timeout = settings.duration("timeout", "10s", Duration.ofSeconds(1), Duration.ofSeconds(60));
        int batch = settings.number("batch", BATCH, 1, OutputWriter.ROWS_MAX, "1 to 1000 rows of a request");
        return () -> new WebhookTarget(
                new WebhookReceiver(URI.create(url), secret.orElseThrow(), timeout, batch), Clock.systemUTC());
    }

    /** Empty where something was refused: of a file that cannot be read that is said already. */
    private static Optional<WebhookSecret> secret(ServerSettings settings) {
        Optional<String> text = settings.secret("secret");
        Optional<WebhookSecret> secret = text.flatMap(WebhookSecret::read);
        boolean isFile = settings.optional("secret_file").isPresent();
        if (secret.isEmpty() && (text.isPresent() || !isFile)) {
            settings.refuse(isFile ? "secret_file" : "secret", SECRET);
        }
        return secret;
    }
}
