package datalab.tls;

import java.util.Optional;

/**
 * The TLS of the listeners of this process.
 *
 * @param shared for listeners whose own settings do not turn it off; empty where there is none at all
 * @param http for HTTP, and for what browsers reach on other ports
 */
public record ListenerTls(Optional<ServerTls> shared, Optional<ServerTls> http) {
    public static final ListenerTls NONE = new ListenerTls(Optional.empty(), Optional.empty());
}
