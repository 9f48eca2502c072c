package datalab.http;

import java.time.Duration;
import java.util.List;

/**
 * How the server listens, and how long it waits for whom.
 *
 * @param port 0 takes any free one
 * @param connectionsMax how many may be open at once; further ones wait
 * @param patience how long clients may take
 * @param proxies addresses, or ranges such as {@code 10.0.0.0/8}, of proxies that are believed when they say for whom they ask
 */
public record HttpSettings(String host, int port, int connectionsMax, Patience patience, List<String> proxies) {
    public static final int CONNECTIONS_MAX = 10_000;

    public HttpSettings {
        proxies = List.copyOf(proxies);
    }

    /** Settings as usual. */
    public static HttpSettings of(String host, int port) {
        return new HttpSettings(host, port, CONNECTIONS_MAX, Patience.DEFAULT, List.of());
    }

    public HttpSettings with(Patience other) {
        return new HttpSettings(host, port, connectionsMax, other, proxies);
    }

    /**
     * How long clients may take.
     *
     * @param head from the first byte of a request's head to its last
     * @param silence in the middle of a body; also what a body may lag behind its least rate
     * @param bodyBytesPerSecond the least rate of a body
     * @param idle between two requests, and until the first
     */
    public record Patience(Duration head, Duration silence, int bodyBytesPerSecond, Duration idle) {
        public static final Patience DEFAULT =
                new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30), 500, Duration.ofMinutes(5));
    }
}
