package datalab.log.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds and checks free ports on the loopback address. */
final class LoopbackPorts {
    static final String HOST = "127.0.0.1";

    private LoopbackPorts() {}

    static int anyFree() {
        try (ServerSocket socket = new ServerSocket(0, 1, host())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on " + HOST, e);
        }
    }

    static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As the broker does it: connections of a broker that has just stopped do not hold the port.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host(), port));
        } catch (IOException e) {
            throw new BrokerPortTaken(port);
        }
    }

    private static InetAddress host() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
