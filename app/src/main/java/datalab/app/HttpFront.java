package datalab.app;

import datalab.access.Access;
import datalab.app.settings.Role;
import datalab.app.settings.Settings;
import datalab.app.terminal.CommandFailed;
import datalab.http.Endpoints;
import datalab.http.HttpGate;
import datalab.http.HttpServer;
import datalab.http.HttpSettings;
import datalab.http.HttpSettings.Patience;
import datalab.http.HttpSettings.Readers;
import datalab.ingest.http.IngestHttp;
import datalab.tls.ListenerTls;
import datalab.web.Web;
import java.io.IOException;

/** The single HTTP server, shared by ingest and queries. Owned by one thread. */
final class HttpFront implements AutoCloseable {
    private final HttpServer server;

    private final boolean isEncrypted;

    HttpFront(Settings settings, Access access, ListenerTls tls, IngestHttp in, Web out) {
        Endpoints endpoints = new Endpoints(new HttpGate(access));
        in.register(settings.roles().contains(Role.INGEST) ? endpoints : endpoints.elsewhere(Role.INGEST.toString()));
        HttpSettings listening = new HttpSettings(
                settings.host(),
                settings.http().port(),
                settings.http().base(),
                HttpSettings.CONNECTIONS_MAX,
                Patience.DEFAULT.with(settings.limits().bodyBytesPerSecond()),
                Readers.DEFAULT,
                settings.http().proxies(),
                tls.http());
        this.isEncrypted = tls.http().isPresent();
        this.server = new HttpServer(listening, out.register(endpoints));
    }

    void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new CommandFailed("HTTP cannot listen on its port; --http-port names another", e);
        }
    }

    /** {@code http}, or {@code https}. */
    String scheme() {
        return isEncrypted ? "https" : "http";
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
