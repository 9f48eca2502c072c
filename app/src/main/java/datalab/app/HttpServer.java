package datalab.app;

import datalab.app.settings.Role;
import datalab.app.settings.Settings;
import datalab.ingest.http.IngestHttp;
import datalab.web.Web;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import java.time.Duration;

/** The one HTTP server, for the way in and the way out. Owned by one thread. */
final class HttpServer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofMillis(500);
    /** Holds an answer of usual size, so that its thread need not wait for the client to read it. */
    private static final int SEND_BUFFER_BYTES = 512 * 1024;

    /** The place where a page ended is in the URL of the next, and may hold long keys. */
    private static final int REQUEST_LINE_BYTES_MAX = 16 * 1024;

    private static final int BACKLOG_MAX = 1024;

    /** How long a connection may wait for its first or next request. */
    private static final Duration IDLE_MAX = Duration.ofMinutes(5);

    private static final Duration IDLE_CHECK = Duration.ofSeconds(30);

    private final WebServer server;

    HttpServer(Settings settings, IngestHttp in, Web out) {
        this.server = WebServer.builder()
                .host(settings.host())
                .port(settings.http().port())
                .backlog(BACKLOG_MAX)
                .shutdownHook(false)
                .shutdownGracePeriod(GRACE)
                .idleConnectionTimeout(IDLE_MAX)
                .idleConnectionPeriod(IDLE_CHECK)
                .update(config -> in.configure(config, http1(), socketOptions()))
                .directHandlers(Web.directHandlers())
                .routing(routing -> {
                    if (settings.roles().contains(Role.INGEST)) {
                        in.routing(routing);
                    }
                    out.routing(routing);
                })
                .build();
    }

    void start() {
        server.start();
        if (server.port() < 0) { // Helidon logs that it could not bind, and goes on without
            throw new CommandFailed("HTTP cannot listen on its port; --http-port names another");
        }
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static Http1Config http1() {
        return Http1Config.builder().maxPrologueLength(REQUEST_LINE_BYTES_MAX).build();
    }

    private static SocketOptions socketOptions() {
        return SocketOptions.builder()
                .tcpNoDelay(true) // answers are small and waited for
                .socketSendBufferSize(SEND_BUFFER_BYTES)
                .build();
    }
}
