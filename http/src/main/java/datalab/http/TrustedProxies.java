package datalab.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.InetAddressPattern;

/**
 * Believes {@code Forwarded} and {@code X-Forwarded-…} where they come from a proxy that a setting names, and from nobody
 * else. Immutable.
 */
final class TrustedProxies implements HttpConfiguration.Customizer {
    private final List<InetAddressPattern> proxies;
    private final ForwardedRequestCustomizer forwarded = new ForwardedRequestCustomizer();

    TrustedProxies(List<String> proxies) {
        this.proxies = proxies.stream().map(InetAddressPattern::from).toList();
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
