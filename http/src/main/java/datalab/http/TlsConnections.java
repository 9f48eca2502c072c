package datalab.http;

import datalab.tls.ServerTls;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Makes the outer half of connections that speak TLS, with the certificate of the moment. Thread-safe. */
final class TlsConnections extends SslConnectionFactory {
    TlsConnections(ServerTls tls) {
        super(new Engines(tls), "http/1.1");
        setEnsureSecureRequestCustomizer(false); // which would compare the Host header with the certificate
    }

    @Override
    protected SslConnection newSslConnection(Connector connector, EndPoint endPoint, SSLEngine engine) {
        TlsConnection connection = new TlsConnection(connector, getSslContextFactory(), endPoint, engine);
        connection.setRenegotiationAllowed(false);
        connection.addHandshakeListener(new SslHandshakeListener() {
            @Override
            public void handshakeSucceeded(Event event) {
                ClientConnection.of(endPoint).handshaken();
            }
        });
        return connection;
    }

    /** Jetty's way to ask for engines. */
    private static final class Engines extends SslContextFactory.Server {
        private final ServerTls tls;

        Engines(ServerTls tls) {
            this.tls = tls;
            setSslContext(tls.context()); // else it would look for a key store
        }

        @Override
        public SSLEngine newSSLEngine() {
            return tls.engine();
        }

        @Override
        public SSLEngine newSSLEngine(String host, int port) {
            return tls.engine();
        }

        @Override
        public SSLEngine newSSLEngine(InetSocketAddress address) {
            return tls.engine();
        }
    }
}
