package datalab.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * Posts one event a request over one kept-alive connection. It writes bytes made before and reads just the status and the
 * length of the answer, so that what is measured is the server. Not thread-safe.
 */
public final class HttpLoadClient implements LoadClient {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] request;
    private final byte[] line = new byte[8192];

    public HttpLoadClient(int port, String path, String type, String body) throws IOException {
        this(Connection.plain(port), path, type, body);
    }

    public HttpLoadClient(Connection connection, String path, String type, String body) throws IOException {
        socket = connection.open();
        in = new BufferedInputStream(socket.getInputStream(), 16_384);
        out = socket.getOutputStream();
        request = ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + connection.port() + "\r\n" + connection.header()
                        + "Content-Type: " + type
                        + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(US_ASCII);
    }

    @Override
    public void send(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            out.write(request);
            readAnswer();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void readAnswer() throws IOException {
        String status = readLine();
        if (!status.startsWith("HTTP/1.1 20")) {
            throw new IOException("answered " + status);
        }
        long length = 0;
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Long.parseLong(header.substring(15).trim());
            }
            if (header.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
                throw new IOException("a chunked answer, which this client does not read");
            }
        }
        in.skipNBytes(length);
    }

    private String readLine() throws IOException {
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the server closed the connection");
            }
            line[length++] = (byte) b;
        }
        return new String(line, 0, Math.max(0, length - 1), US_ASCII);
    }
}
