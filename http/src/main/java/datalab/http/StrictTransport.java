package datalab.http;

import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Tells browsers to come by HTTPS alone from now on, for a month: long enough for who comes again, and short enough for who
 * turns TLS off. Not at this machine's own names, where other programs listen without TLS. Immutable.
 */
final class StrictTransport implements HttpConfiguration.Customizer {
    private static final String HSTS = "max-age=" + Duration.ofDays(30).toSeconds();

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        String authority = request.getHttpURI().getAuthority();
        if (request.isSecure() && authority != null && !HostNames.isThisMachine(authority)) {
            responseHeaders.put("Strict-Transport-Security", HSTS);
        }
        return request;
    }
}
