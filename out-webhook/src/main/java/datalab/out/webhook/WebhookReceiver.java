package datalab.out.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * Who gets the rows, and how.
 *
 * @param url that paths are appended to
 * @param timeout of a request as a whole, with its answer
 * @param batch so many rows a request at most
 */
record WebhookReceiver(URI url, WebhookSecret secret, Duration timeout, int batch) {
    private static final int PORT_MAX = 65_535;

    /** Whether paths can be appended to a text, and no part of it is kept from the receiver or from people. */
    static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            boolean isHttp = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            return isHttp
                    && url.getHost() != null
                    && url.getPort() <= PORT_MAX
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** @throws URISyntaxException where the path has what no URL has, such as a blank */
    URI at(String path) throws URISyntaxException {
        String base = url.toString().replaceFirst("/+$", "");
        URI uri = new URI(base + (path.startsWith("/") ? "" : "/") + path);
        if (uri.getRawFragment() != null) {
            throw new URISyntaxException(path, "it has a fragment");
        }
        return URI.create(uri.toASCIIString());
    }

    /** The host alone: a path may hold what only sender and receiver are to know. */
    @Override
    public String toString() {
        return url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
