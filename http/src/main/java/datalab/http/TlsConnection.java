package datalab.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.json.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The TLS of a connection. A client that begins with plain HTTP is answered 400. Thread-safe. */
final class TlsConnection extends SslConnection {
    private boolean begun;

    TlsConnection(Connector connector, SslContextFactory.Server engines, EndPoint endPoint, SSLEngine engine) {
        super(connector.getByteBufferPool(), connector.getExecutor(), engines, endPoint, engine);
    }

    /** Called for each read, by one thread at a time. */
    @Override
    protected int networkFill(ByteBuffer buffer) throws IOException {
        int read = super.networkFill(buffer);
        if (read > 0 && !begun) {
            begun = true;
            if (isMethod(buffer.get(buffer.position()))) {
                buffer.limit(buffer.position());
                getEndPoint().write(Callback.from(getEndPoint()::close), ByteBuffer.wrap(plain()));
                return -1;
            }
        }
        return read;
    }

    /** Bytes of a request may come with the last ones of the handshake, or with those of the request before. */
    @Override
    protected SSLEngineResult unwrap(SSLEngine engine, ByteBuffer input, ByteBuffer output) throws SSLException {
        SSLEngineResult result = super.unwrap(engine, input, output);
        if (result.bytesProduced() > 0) {
            ClientConnection.of(getEndPoint()).begun();
        }
        return result;
    }

    /** TLS begins with the byte 22. */
    private static boolean isMethod(byte first) {
        return first >= 'A' && first <= 'Z';
    }

    private static byte[] plain() {
        byte[] body = new Problem(400, "Bad request", "this port speaks TLS; expected a URL that begins with https://")
                .json();
        String head = "HTTP/1.1 400 Bad Request\r\nContent-Type: " + Problem.CONTENT_TYPE + "\r\nContent-Length: "
                + body.length + "\r\nConnection: close\r\n\r\n";
        return (head + new String(body, UTF_8)).getBytes(UTF_8);
    }
}
