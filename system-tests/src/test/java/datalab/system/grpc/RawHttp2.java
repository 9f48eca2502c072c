package datalab.system.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A client of HTTP/2 that sends any frames and notes how the server ends the connection. One thread writes. */
public final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;
    static final int ENHANCE_YOUR_CALM = 11;

    private static final int GOAWAY = 7;
    private static final int FRAME_HEAD_BYTES = 9;

    private final Socket socket;
    private final OutputStream out;
    private final AtomicLong goAway = new AtomicLong(-1);
    private final CountDownLatch closed = new CountDownLatch(1);

    public RawHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        out = socket.getOutputStream();
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
        Thread.ofVirtual().start(this::read);
    }

    /** Sends a frame; the exception says that the server has closed the connection. */
    public void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        byte[] frame = new byte[FRAME_HEAD_BYTES + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        for (int i = 0; i < 4; i++) {
            frame[5 + i] = (byte) (stream >> (8 * (3 - i)));
        }
        System.arraycopy(payload, 0, frame, FRAME_HEAD_BYTES, payload.length);
        out.write(frame);
    }

    /** The headers of a call, without a table of the connection. */
    public static byte[] call(String path) {
        return call(path, "");
    }

    /** The same with a token; empty for none. */
    public static byte[] call(String path, String token) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        headers.write(0x83); // :method POST
        headers.write(0x86); // :scheme http
        headers.write(0x04);
        text(headers, path);
        headers.write(0x01); // :authority
        text(headers, "localhost");
        headers.write(0x0f); // content-type, the 31st name of the static table
        headers.write(0x10);
        text(headers, "application/grpc");
        headers.write(0x00); // a name of its own
        text(headers, "te");
        text(headers, "trailers");
        if (!token.isEmpty()) {
            headers.write(0x00);
            text(headers, "authorization");
            text(headers, "Bearer " + token);
        }
        return headers.toByteArray();
    }

    /** The code with which the server sent it away; -1 where it did not say. */
    long awaitSentAway() throws InterruptedException {
        if (!closed.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the connection is still open");
        }
        return goAway.get();
    }

    public boolean isOpen() {
        return closed.getCount() > 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static void text(ByteArrayOutputStream headers, String text) {
        headers.write(text.length());
        headers.writeBytes(text.getBytes(US_ASCII));
    }

    private void read() {
        try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                int lengthAndType = in.readInt();
                in.readByte();
                in.readInt();
                byte[] payload = in.readNBytes(lengthAndType >>> 8);
                if ((lengthAndType & 0xff) == GOAWAY) {
                    goAway.set(payload[7] & 0xff);
                }
            }
        } catch (IOException e) {
            closed.countDown();
        }
    }
}
