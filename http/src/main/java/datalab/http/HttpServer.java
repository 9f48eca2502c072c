package datalab.http;

import datalab.access.Caller;
import datalab.access.audit.AccessLog;
import datalab.http.proxy.TrustedProxies;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The HTTP/1.1 server. Each request has a virtual thread. Owned by one thread. */
public final class HttpServer implements AutoCloseable {
    /** How long requests in progress, and idle connections, may take when the server closes. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final Duration GRACE_IDLE = Duration.ofMillis(50);

    /** Holds an answer of usual size, so that it goes out in one piece. */
    private static final int SEND_BUFFER_BYTES = 512 * 1024;

    /** URLs contain page cursors, which may hold long keys. */
    private static final int HEAD_BYTES_MAX = 32 * 1024;

    private static final int BACKLOG_MAX = 1024;

    /** Threads that accept, select and run timeouts; requests have virtual ones. */
    private static final int THREADS_MAX = 16;

    /** Strict: what two servers could read in two ways is refused. */
    private static final HttpCompliance HTTP = HttpCompliance.STRICT;

    /** A path parameter may contain any escaped character: paths are split before decoding, and do not map to files. */
    private static final UriCompliance URIS = new UriCompliance(
            "DataLab",
            Set.of(
                    UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
                    UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                    UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
                    UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                    UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));

    /** The attribute with the {@link Request}. */
    static final String ASKED = Request.class.getName();

    private final Server server;
    private final Listener listener;

    public HttpServer(HttpSettings settings, Handler handler) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 0).factory()));
        this.server = new Server(threads);
        this.listener = listener(server, settings);
        server.addConnector(listener);
        server.addBean(new NetworkConnectionLimit(settings.connectionsMax(), listener));
        server.setHandler(new GracefulHandler(new HandlerAdapter(handler, settings)));
        server.setErrorHandler(new MalformedRequest());
        server.setRequestLog(new RequestLines());
        server.setStopTimeout(GRACE.toMillis());
    }

    /**
     * Returns when clients can connect.
     *
     * @throws IOException where it cannot listen
     */
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server cannot start", e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (TimeoutException e) {
            // what was under way after the grace is cut off
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server cannot stop", e);
        }
    }

    private static Listener listener(Server server, HttpSettings settings) {
        HttpConnectionFactory http = new HttpConnectionFactory(configuration(settings));
        Listener listener = settings.tls()
                .map(tls -> new Listener(server, settings.timeouts(), new TlsConnections(tls), http))
                .orElseGet(() -> new Listener(server, settings.timeouts(), http));
        listener.setHost(settings.host());
        listener.setPort(settings.port());
        listener.setAcceptQueueSize(BACKLOG_MAX);
        listener.setAcceptedTcpNoDelay(true); // answers are small and waited for
        listener.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
        listener.setShutdownIdleTimeout(GRACE_IDLE.toMillis());
        listener.setIdleTimeout(settings.timeouts().idle().toMillis());
        return listener;
    }

    private static HttpConfiguration configuration(HttpSettings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setHttpCompliance(HTTP);
        http.setUriCompliance(URIS);
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEAD_BYTES_MAX);
        http.addCustomizer(new TrustedProxies(settings.proxies()));
        if (settings.tls().isPresent()) {
            http.addCustomizer(new StrictTransport());
        }
        return http;
    }

    /** A line of the access log for each request once its answer is sent, also where none could be read. */
    private static final class RequestLines implements RequestLog {
        @Override
        public void log(org.eclipse.jetty.server.Request raw, org.eclipse.jetty.server.Response response) {
            if (!AccessLog.isOn()) {
                return;
            }
            Optional<Request> asked =
                    raw.getAttribute(ASKED) instanceof Request request ? Optional.of(request) : Optional.empty();
            AccessLog.write(new AccessLog.Line(
                    "http",
                    raw.getMethod(),
                    asked.flatMap(Request::pattern).orElse(null),
                    raw.getHttpURI().getPath(),
                    Integer.toString(response.getStatus()),
                    org.eclipse.jetty.server.Response.getContentBytesWritten(response),
                    cache(response.getHeaders().get("Cache-Status")),
                    NanoTime.millisSince(raw.getBeginNanoTime()),
                    asked.map(Request::caller).map(Caller::logged).orElse(null),
                    org.eclipse.jetty.server.Request.getRemoteAddr(raw)));
        }

        private static @Nullable String cache(@Nullable String status) {
            if (status == null) {
                return null;
            }
            if (!status.contains("; hit")) {
                return "miss";
            }
            return status.contains("ttl=-") ? "stale" : "hit";
        }
    }
}
