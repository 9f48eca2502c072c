package datalab.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a load reaches what it loads.
 *
 * @param tls whom it trusts; empty for a connection that is not encrypted
 * @param token what it shows; empty for nothing
 */
public record Connection(int port, Optional<SSLContext> tls, String token) {
    private static final int PATIENCE_MILLIS = 30_000;

    static Connection plain(int port) {
        return new Connection(port, Optional.empty(), "");
    }

    Socket open() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        Socket socket =
                tls.isPresent() ? tls.get().getSocketFactory().createSocket(here, port) : new Socket(here, port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** A line of a request's head, or nothing. */
    String header() {
        return token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
    }
}
