package datalab.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.http.HttpSettings.Patience;
import datalab.http.HttpSettings.Readers;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers that take what they are answered slowly, or not at all. */
@Timeout(180)
class SlowHttpReadersIT {
    /** More than sockets hold. */
    private static final int LARGE = 16 * 1024 * 1024;

    private static final int SMALL = 1_000;
    private static final int CONNECTIONS_MAX = 10;
    private static final Readers ROOM_FOR_TWO = new Readers(64 * 1024, 2L * LARGE, Duration.ofSeconds(1));

    private final List<Socket> sockets = new ArrayList<>();
    private final CountDownLatch streamEnded = new CountDownLatch(1);
    private @Nullable HttpServer server;

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void areCutOffWhereTheyTakeNothing() throws Exception {
        start(Duration.ofSeconds(1), Readers.DEFAULT);
        Socket deaf = ask("/large");
        Socket listener = ask("/endless");

        assertThat(streamEnded.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(new CountDownLatch(1).await(3, TimeUnit.SECONDS)).isFalse(); // the other is cut off by then, too

        assertThatThrownBy(() -> readAll(deaf)).hasMessageContaining("reset");
        assertThatThrownBy(() -> readAll(listener)).hasMessageContaining("reset");
    }

    @Test
    void haveAllWhereTheyTakeSomeNowAndThen() throws Exception {
        start(Duration.ofSeconds(2), Readers.DEFAULT);
        InputStream in = ask("/large").getInputStream();
        CountDownLatch never = new CountDownLatch(1);

        long read = 0;
        for (int some = in.readNBytes(LARGE / 20).length; some > 0; some = in.readNBytes(LARGE / 20).length) {
            read += some;
            assertThat(never.await(200, TimeUnit.MILLISECONDS)).isFalse();
        }

        assertThat(read).isGreaterThan(LARGE);
    }

    @Test
    void makeRoomForOthersAndNeverStandInTheWayOfASmallAnswer() throws Exception {
        start(Duration.ofMinutes(1), ROOM_FOR_TWO);
        Socket deaf = ask("/large");
        assertThat(status(deaf)).isEqualTo("HTTP/1.1 200");
        Socket slow = ask("/large");
        slow.getInputStream().readNBytes(LARGE / 2);

        String early = readAll(ask("/large"));
        String small = readAll(ask("/small"));

        assertThat(early).startsWith("HTTP/1.1 503").contains("Retry-After: 1", "clients that read slowly");
        assertThat(small).startsWith("HTTP/1.1 200").hasSizeGreaterThan(SMALL);
        String late = early;
        while (late.startsWith("HTTP/1.1 503")) {
            late = readAll(ask("/large"));
        }
        assertThat(late).startsWith("HTTP/1.1 200").hasSizeGreaterThan(LARGE);
        assertThatThrownBy(() -> readAll(deaf)).hasMessageContaining("reset");
        assertThat(readAll(slow)).hasSizeGreaterThan(LARGE / 2 - SMALL);
    }

    @Test
    void andSilentOnesGiveWayWhereThereAreAsManyAsMayBe() throws Exception {
        start(Duration.ofMinutes(1), Readers.DEFAULT);
        for (int i = 0; i < 2 * CONNECTIONS_MAX; i++) {
            connect();
        }

        assertThat(readAll(ask("/small"))).startsWith("HTTP/1.1 200");
    }

    private void start(Duration unread, Readers readers) throws IOException {
        Endpoints endpoints = new Endpoints();
        endpoints.add(HttpEndpoint.page("/large", (request, response) -> response.send(new byte[LARGE])));
        endpoints.add(HttpEndpoint.page("/small", (request, response) -> response.send(new byte[SMALL])));
        endpoints.add(HttpEndpoint.page("/endless", (request, response) -> {
            response.stream(out -> {
                while (true) {
                    out.write(new byte[SMALL]);
                }
            });
            streamEnded.countDown();
        }));
        Patience timeouts =
                new Patience(Duration.ofSeconds(1), Duration.ofSeconds(1), 500, Duration.ofMinutes(1), unread);
        server = new HttpServer(
                new HttpSettings("127.0.0.1", 0, "", CONNECTIONS_MAX, timeouts, readers, List.of(), Optional.empty()),
                endpoints);
        server.start();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(64 * 1024);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Objects.requireNonNull(server).port()));
        return socket;
    }

    private Socket ask(String path) throws IOException {
        Socket socket = connect();
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(UTF_8));
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), UTF_8);
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
}
