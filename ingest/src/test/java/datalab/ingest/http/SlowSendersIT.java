package datalab.ingest.http;

import static datalab.ingest.http.HttpFixture.READINGS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders that stop, or hardly go on, in the middle of what they send. */
@Timeout(120)
class SlowSendersIT {
    private static final String BEGINNING = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";

    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void stop() {
        http.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET /nowhere HTTP/1.1\r\n", BEGINNING, BEGINNING + "1\r\n"})
    void areCutOffInTheHead(String head) throws Exception {
        try (Socket socket = http.connect()) {
            socket.getOutputStream().write(head.getBytes(UTF_8));

            assertThat(answer(socket)).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void areCutOffInTheHeadOfALaterRequest() throws Exception {
        try (Socket socket = http.connect()) {
            socket.getOutputStream().write((BEGINNING + "1\r\n\r\n").getBytes(UTF_8));
            String first = status(socket);
            socket.getOutputStream().write(BEGINNING.getBytes(UTF_8));

            assertThat(first).isEqualTo("HTTP/1.1 404");
            assertThat(answer(socket)).contains("HTTP/1.1 408");
        }
    }

    @Test
    void areCutOffInAHeadThatBeganInThePacketOfTheRequestBefore() throws Exception {
        try (Socket socket = http.connect()) {
            socket.getOutputStream().write((BEGINNING + "1\r\n\r\n" + BEGINNING).getBytes(UTF_8));

            assertThat(answer(socket)).contains("HTTP/1.1 404", "HTTP/1.1 408");
        }
    }

    @Test
    void areCutOffWhereEachByteComesInTimeButNotTheHead() throws Exception {
        try (Socket socket = http.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(BEGINNING.getBytes(UTF_8));

            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(
                            () -> assertThatThrownBy(() -> out.write('x')).isInstanceOf(SocketException.class));
        }
    }

    @Test
    void areCutOffInABodyThatNobodyReads() throws Exception {
        try (Socket socket = http.connect()) {
            String head = "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(UTF_8));

            assertThat(answer(socket)).startsWith("HTTP/1.1 404");
        }
    }

    /** Or cut off: what was answered before that is still there to read. */
    private static boolean isAnsweredWhileItSends(OutputStream out, Socket socket) throws IOException {
        try {
            out.write(' ');
            return socket.getInputStream().available() > 0;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void areCutOffInABodyThatComesByteByByte() throws Exception {
        try (Socket socket = http.begin("Content-Length: 1000000")) {
            OutputStream out = socket.getOutputStream();

            await().pollInterval(Duration.ofMillis(100)).until(() -> isAnsweredWhileItSends(out, socket));

            assertThat(status(socket)).isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void areCutOffWhereTheyNeverBegin() throws Exception {
        try (Socket socket = http.connect()) {
            assertThat(answer(socket)).isEmpty();
        }
    }

    @Test
    void mayWaitBetweenRequestsForLongerThanInTheMiddleOfOne() throws Exception {
        String event =
                "POST " + READINGS + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12\r\n\r\n{\"name\":\"a\"}";
        try (Socket socket = http.connect()) {
            socket.getOutputStream().write(event.substring(0, 60).getBytes(UTF_8));
            socket.getOutputStream().write(event.substring(60).getBytes(UTF_8));
            String first = status(socket);
            socket.setSoTimeout(1_500);
            assertThatThrownBy(() -> answer(socket)).isInstanceOf(SocketTimeoutException.class);

            socket.getOutputStream().write(event.getBytes(UTF_8));

            assertThat(first).isEqualTo("HTTP/1.1 201");
            assertThat(status(socket)).isEqualTo("HTTP/1.1 201");
        }
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes("HTTP/1.1 201".length()), UTF_8);
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
}
