package datalab.http.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.InetAddressPattern;

/**
 * Trusts {@code Forwarded} and {@code X-Forwarded-…} headers only if they come from a proxy that a setting names.
 * Immutable.
 */
public final class TrustedProxies implements HttpConfiguration.Customizer {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}(/\\d{1,2})?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(/\\d{1,3})?");

    private final List<InetAddressPattern> proxies;
    private final ForwardedRequestCustomizer forwarded = new ForwardedRequestCustomizer();

    public TrustedProxies(List<String> proxies) {
        this.proxies = proxies.stream().map(InetAddressPattern::from).toList();
    }

    /** Whether this is an IP address or a range in CIDR notation. Host names are refused: what they resolve to may change. */
    public static boolean isRange(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return false;
        }
        try {
            InetAddressPattern.from(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // a malformed IPv6 address, a prefix that is too long, or an address with bits beyond it
        }
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress from
                        && isTrusted(from.getAddress())
                ? forwarded.customize(request, responseHeaders)
                : request;
    }

    private boolean isTrusted(InetAddress address) {
        return proxies.stream().anyMatch(proxy -> proxy.test(address));
    }
}
