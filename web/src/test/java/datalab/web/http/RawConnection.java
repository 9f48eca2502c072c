package datalab.web.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends a case over a connection of its own, and says what came back, as the cases are written. One thread uses it. */
final class RawConnection implements AutoCloseable {
    private static final int PAUSE_MS_MAX = 500;
    private static final int ANSWER_MS_MAX = 15_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    /** Whether a connection goes on is told by what becomes of this; nothing else is answered with its status. */
    private static final byte[] LAST =
            "GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1);

    private static final String LAST_STATUS = "410";

    private final Socket socket;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    RawConnection(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** The statuses, and whether another request was answered afterwards; it is sent only where that is expected. */
    String exchange(RawRequest request, boolean isOpenExpected) throws IOException {
        send(request, isOpenExpected);
        socket.setSoTimeout(ANSWER_MS_MAX);
        String end = receiveAll() ? "closed" : "silent";
        List<String> answers = new ArrayList<>();
        Matcher statuses = STATUS.matcher(received.toString(ISO_8859_1));
        while (statuses.find()) {
            answers.add(statuses.group(1));
        }
        boolean isOpen = answers.remove(LAST_STATUS);
        answers.add(isOpen ? "open" : end);
        return String.join(" ", answers);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void send(RawRequest request, boolean isOpenExpected) throws IOException {
        try {
            for (int i = 0; i < request.steps().size(); i++) {
                if (i > 0) {
                    pause();
                }
                socket.getOutputStream().write(request.steps().get(i));
            }
            if (isOpenExpected) {
                socket.getOutputStream().write(LAST);
            }
            if (request.leaves()) {
                socket.shutdownOutput();
            }
        } catch (SocketException e) {
            // the server has ended the connection already; what it said before is told all the same
        }
    }

    private void pause() throws IOException {
        socket.setSoTimeout(PAUSE_MS_MAX);
        try {
            int first = socket.getInputStream().read();
            if (first >= 0) {
                received.write(first);
            }
        } catch (SocketTimeoutException e) {
            // the server waits for more
        }
    }

    /** False where the server neither answers nor ends the connection. */
    private boolean receiveAll() throws IOException {
        InputStream in = socket.getInputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                received.write(next);
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true; // ended by force, for more was sent than was read
        }
        return true;
    }
}
