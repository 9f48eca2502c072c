package datalab.http;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The host names of DataLab, and the origins whose pages may send requests. Immutable.
 *
 * @param loopbackOnly whether only this machine reaches it, so that a request must name this machine or one of {@code own}
 * @param own names, with their port where it is not the usual one, under which a proxy in front is known
 * @param origins whose pages may read and change what is here, such as {@code https://app.example.org}
 */
public record HostNames(boolean loopbackOnly, Set<String> own, Set<String> origins) {
    /** As it is where nothing is set. */
    public static final HostNames LOOPBACK_ONLY = new HostNames(true, Set.of(), Set.of());

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public HostNames {
        own = lower(own);
        origins = lower(origins);
    }

    /** Whether a request to this host and port is meant for here. */
    public boolean isHere(String authority) {
        String host = host(authority);
        return !loopbackOnly
                || isLoopback(host)
                || own.stream().anyMatch(name -> host(name).equals(host));
    }

    /** Whether this origin is DataLab's own, for a request to this host and port. */
    public boolean isOwn(String origin, String authority) {
        String from = authority(origin);
        String usual = origin.regionMatches(true, 0, "https:", 0, 6) ? ":443" : ":80";
        return !from.isEmpty()
                && Stream.concat(Stream.of(authority), own.stream())
                        .anyMatch(name -> without(usual, name).equals(without(usual, from)));
    }

    /** Whether a setting allows requests from pages of this origin. */
    public boolean isAllowedOrigin(String origin) {
        return origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** Whether this names the machine that asks, with a port or without. */
    static boolean isThisMachine(String authority) {
        return isLoopback(host(authority));
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.contains(host) || host.endsWith(".localhost") || (host.startsWith("127.") && isNumeric(host));
    }

    private static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        return (hasPort ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
    }

    private static String authority(String origin) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** In lower case, and without the default port. */
    private static String without(String usualPort, String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        return lower.endsWith(usualPort) ? lower.substring(0, lower.length() - usualPort.length()) : lower;
    }

    private static Set<String> lower(Set<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isNumeric(String host) {
        return host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
