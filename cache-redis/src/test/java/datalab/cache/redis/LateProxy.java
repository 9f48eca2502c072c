package datalab.cache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Passes connections on to a port of this machine, and the answers from there late. */
record LateProxy(ServerSocket listening, int to, Duration late) implements AutoCloseable {

    static LateProxy before(int to, Duration late) throws IOException {
        LateProxy proxy = new LateProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), to, late);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                Socket from = listening.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), to);
                Thread.ofVirtual().start(() -> pass(from, behind, Duration.ZERO));
                Thread.ofVirtual().start(() -> pass(behind, from, late));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void pass(Socket from, Socket to, Duration late) {
        byte[] bytes = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int length = in.read(bytes); length > 0; length = in.read(bytes)) {
                LockSupport.parkNanos(late.toNanos());
                to.getOutputStream().write(bytes, 0, length);
            }
        } catch (IOException e) {
            // one of them has closed its end
        }
    }
}
