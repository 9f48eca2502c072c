package datalab.system.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections whose other end is never read. Owned by one thread. */
final class Connections implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 500;
    private static final int RECEIVE_BYTES = 8 * 1024;

    private final int port;
    private final List<SocketChannel> open = new ArrayList<>();

    Connections(int port) {
        this.port = port;
    }

    /** One more, which sends this. */
    SocketChannel join(byte[]... packets) throws IOException {
        SocketChannel socket = SocketChannel.open();
        open.add(socket);
        socket.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.configureBlocking(false);
        } catch (IOException e) {
            return socket; // turned away
        }
        for (byte[] packet : packets) {
            if (!send(socket, packet)) {
                break;
            }
        }
        return socket;
    }

    SocketChannel join(String text) throws IOException {
        return join(text.getBytes(UTF_8));
    }

    /** Sends it to the end; false where the other side has ended the connection or takes no more. */
    static boolean send(SocketChannel socket, byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        int waited = 0;
        try {
            while (bytes.hasRemaining() && waited < PATIENCE_MILLIS) {
                if (socket.write(bytes) == 0) {
                    Target.pause(5);
                    waited += 5;
                }
            }
            return !bytes.hasRemaining();
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends it to all. */
    void sendAll(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        open.forEach(socket -> send(socket, bytes));
    }

    int size() {
        return open.size();
    }

    /** All go without a word. */
    @Override
    public void close() throws IOException {
        for (SocketChannel socket : open) {
            socket.close();
        }
        open.clear();
    }
}
