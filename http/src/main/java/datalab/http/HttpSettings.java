package datalab.http;

import datalab.http.proxy.TrustedProxies;
import datalab.tls.ServerTls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the server listens, and how long it waits for whom.
 *
 * @param port 0 takes any free one
 * @param connectionsMax how many may be open at once; further ones wait
 * @param timeouts the timeouts for clients
 * @param readers the limits on responses to slow readers
 * @param base a path before all others, such as {@code /lab}, which a proxy may leave in requests; empty for none
 * @param proxies addresses, or ranges such as {@code 10.0.0.0/8}, of proxies whose forwarding headers are trusted
 * @param tls empty for HTTP that is not encrypted
 */
public record HttpSettings(
        String host,
        int port,
        String base,
        int connectionsMax,
        Patience timeouts,
        Readers readers,
        List<String> proxies,
        Optional<ServerTls> tls) {
    public static final int CONNECTIONS_MAX = 10_000;

    public HttpSettings {
        proxies = List.copyOf(proxies);
    }

    /** Settings as usual. */
    public static HttpSettings of(String host, int port) {
        return new HttpSettings(
                host, port, "", CONNECTIONS_MAX, Patience.DEFAULT, Readers.DEFAULT, List.of(), Optional.empty());
    }

    /** Whether a text is an address or a range, as {@code proxies} are. */
    public static boolean isProxy(String text) {
        return TrustedProxies.isRange(text);
    }

    public HttpSettings with(Patience other) {
        return new HttpSettings(host, port, base, connectionsMax, other, readers, proxies, tls);
    }

    /** The same, encrypted. */
    public HttpSettings with(ServerTls other) {
        return new HttpSettings(host, port, base, connectionsMax, timeouts, readers, proxies, Optional.of(other));
    }

    /**
     * The timeouts for clients.
     *
     * @param head from the first byte of a request's head to its last
     * @param silence in the middle of a body; also what a body may lag behind its least rate
     * @param bodyBytesPerSecond the least rate of a body
     * @param idle between two requests, and until the first
     * @param unread how long a client may read nothing of a pending response
     */
    public record Patience(Duration head, Duration silence, int bodyBytesPerSecond, Duration idle, Duration unread) {
        public static final Patience DEFAULT = new Patience(
                Duration.ofSeconds(30), Duration.ofSeconds(30), 500, Duration.ofMinutes(5), Duration.ofMinutes(1));

        /** The same with another least rate of bodies. */
        public Patience with(int otherBodyBytesPerSecond) {
            return new Patience(head, silence, otherBodyBytesPerSecond, idle, unread);
        }
    }

    /**
     * The limits on responses to slow readers.
     *
     * @param smallBytes answers up to this size are not counted
     * @param bytesMax the most bytes of larger responses pending at once, of all connections together
     * @param undisturbed how long a response may be pending before its connection may be closed to make room
     */
    public record Readers(int smallBytes, long bytesMax, Duration undisturbed) {
        public static final Readers DEFAULT = new Readers(64 * 1024, 64L * 1024 * 1024, Duration.ofSeconds(10));
    }
}
