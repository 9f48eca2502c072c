package datalab.ingest.grpc;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A connection to a server that breaks once a client has sent so many bytes. */
final class CutWire implements Closeable {
    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final int bytesMax;

    CutWire(int serverPort, int bytesMax) throws IOException {
        this.serverPort = serverPort;
        this.bytesMax = bytesMax;
        Thread.ofVirtual().start(this::pass);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void pass() {
        try (Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            Thread.ofVirtual().start(() -> copy(server, client, Integer.MAX_VALUE));
            copy(client, server, bytesMax);
        } catch (IOException e) {
            // nobody came
        }
    }

    private static void copy(Socket from, Socket to, int atMost) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[4096];
            int left = atMost;
            for (int n = 1; n > 0 && left > 0; left -= n) {
                n = in.read(buffer, 0, Math.min(buffer.length, left));
                out.write(buffer, 0, Math.max(n, 0));
            }
        } catch (IOException e) {
            // the other end is gone
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
