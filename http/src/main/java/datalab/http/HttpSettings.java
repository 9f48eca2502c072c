package datalab.http;

import java.time.Duration;
import java.util.List;

/**
 * How the server listens, and how long it waits for whom.
 *
 * @param port 0 takes any free one
 * @param connectionsMax how many may be open at once; further ones wait
 * @param patience how long clients may take
 * @param readers how answers wait for those who take them slowly
 * @param proxies addresses, or ranges such as {@code 10.0.0.0/8}, of proxies that are believed when they say for whom they ask
 */
public record HttpSettings(
        String host, int port, int connectionsMax, Patience patience, Readers readers, List<String> proxies) {
    public static final int CONNECTIONS_MAX = 10_000;

    public HttpSettings {
        proxies = List.copyOf(proxies);
    }

    /** Settings as usual. */
    public static HttpSettings of(String host, int port) {
        return new HttpSettings(host, port, CONNECTIONS_MAX, Patience.DEFAULT, Readers.DEFAULT, List.of());
    }

    /** Whether a text is an address or a range, as {@code proxies} are. */
    public static boolean isProxy(String text) {
        return TrustedProxies.isRange(text);
    }

    public HttpSettings with(Patience other) {
        return new HttpSettings(host, port, connectionsMax, other, readers, proxies);
    }

    /**
     * How long clients may take.
     *
     * @param head from the first byte of a request's head to its last
     * @param silence in the middle of a body; also what a body may lag behind its least rate
     * @param bodyBytesPerSecond the least rate of a body
     * @param idle between two requests, and until the first
     * @param unread how long a client may take nothing of an answer that waits for it
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
     * How answers wait for clients that take them slowly.
     *
     * @param smallBytes answers up to this size are not counted
     * @param bytesMax what others may wait at once, of all connections together
     * @param undisturbed how long a client may take an answer before it has to make room for others
     */
    public record Readers(int smallBytes, long bytesMax, Duration undisturbed) {
        public static final Readers DEFAULT = new Readers(64 * 1024, 64L * 1024 * 1024, Duration.ofSeconds(10));
    }
}
