package datalab.ingest.mqtt;

import datalab.ingest.Ingest;
import datalab.lab.Lab;
import datalab.log.LogTail;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in over MQTT 3.1.1 and 5: an endpoint that acknowledges a message when the log has it, and that delivers new events
 * to those who subscribe. Thread-safe.
 */
public final class MqttSource implements AutoCloseable {
    /** Larger than an event may be, so that one over the limit is a reject and does not just end the connection. */
    static final int PACKET_BYTES_MAX = 16 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(MqttSource.class);
    private static final int CLIENT_ID_BYTES_MAX = 1024;
    private static final int CONNECT_SECONDS_MAX = 10;
    private static final int EVENT_LOOPS_MAX = 4;
    private static final Duration START_MAX = Duration.ofSeconds(10);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final MqttSettings settings;
    private final LiveFeed live;
    private final Clients clients;
    private @Nullable Vertx vertx;
    private @Nullable MqttServer server;

    /**
     * Makes an endpoint that does not listen yet.
     *
     * @param tails opens a tail of topics of the log, for those who subscribe
     */
    public MqttSource(
            Ingest ingest, List<Lab> labs, MqttSettings settings, Function<Collection<String>, LogTail> tails) {
        this.settings = settings;
        TopicRouter router = new TopicRouter(ingest, labs);
        this.live = new LiveFeed(router, tails);
        this.clients = new Clients(ingest, router, live, settings.connectionsMax());
    }

    /**
     * Returns when clients can connect.
     *
     * @throws MqttPortTaken where it cannot listen
     */
    public synchronized void start() {
        Vertx newVertx = Vertx.vertx(vertxOptions());
        vertx = newVertx;
        newVertx.exceptionHandler(MqttSource::unexpected);
        server = MqttServer.create(newVertx, serverOptions())
                .endpointHandler(endpoint -> clients.connect(endpoint, newVertx.getOrCreateContext()))
                .exceptionHandler(MqttSource::unexpected);
        live.start();
        try {
            await(server.listen().toCompletionStage(), START_MAX);
        } catch (ExecutionException | TimeoutException e) {
            close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new MqttPortTaken(settings.host(), settings.port(), cause);
        }
        LOG.atInfo().addKeyValue("port", port()).log("mqtt listening");
    }

    /** The port it listens on. */
    public synchronized int port() {
        if (server == null) {
            throw new IllegalStateException("the MQTT endpoint has not been started");
        }
        return server.actualPort();
    }

    /** Ends all connections; what is under way into the log is not waited for, and not acknowledged. */
    @Override
    public synchronized void close() {
        live.close();
        clients.endAll();
        if (vertx != null) {
            try {
                await(vertx.close().toCompletionStage(), STOP_MAX);
            } catch (ExecutionException | TimeoutException e) {
                LOG.atWarn().setCause(e).log("mqtt endpoint closed unclean");
            }
            vertx = null;
        }
        clients.close();
    }

    private static void unexpected(Throwable e) {
        // What strangers send to a port is their trouble; it ends their connection and nothing else.
        LOG.atDebug().setCause(e).log("mqtt connection failed");
    }

    private static void await(CompletionStage<?> done, Duration atMost) throws ExecutionException, TimeoutException {
        try {
            done.toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private MqttServerOptions serverOptions() {
        MqttServerOptions options = new MqttServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setAutoClientId(false)
                .setMaxClientIdLength(CLIENT_ID_BYTES_MAX)
                .setMaxMessageSize(PACKET_BYTES_MAX)
                .setTimeoutOnConnect(CONNECT_SECONDS_MAX);
        options.setTcpNoDelay(true);
        return options;
    }

    private static VertxOptions vertxOptions() {
        int loops = Math.min(EVENT_LOOPS_MAX, Runtime.getRuntime().availableProcessors());
        return new VertxOptions()
                .setEventLoopPoolSize(loops)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }
}
