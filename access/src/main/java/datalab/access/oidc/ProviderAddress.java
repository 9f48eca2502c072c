package datalab.access.oidc;

import java.net.URI;
import java.util.Set;

/** Which addresses a provider may have: nobody on the way may read or change what it says. */
final class ProviderAddress {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private ProviderAddress() {}

    /** Whether it is https, or http on this machine. */
    static boolean isSafe(URI uri) {
        String host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return false;
        }
        return "https".equalsIgnoreCase(uri.getScheme())
                || ("http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(host));
    }
}
