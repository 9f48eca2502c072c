package datalab.web;

import datalab.http.Endpoints;
import datalab.http.HttpServer;
import datalab.http.HttpSettings;
import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.log.LogTail;
import datalab.log.LogUnavailable;
import datalab.store.Store;
import datalab.store.cache.SharedCache;
import datalab.web.live.LiveLogReads;
import datalab.web.probe.Probes;
import datalab.web.rest.RejectSender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A server with nothing but the way out, on a free port, and a client for it that reads its answers. */
final class RunningWeb implements AutoCloseable {
    private static final LiveLogReads NO_LOG =
            new LiveLogReads(topic -> new Offsets(Map.of(0, 12L)), topics -> noTail(), (ranges, each) -> true);
    private static final RejectSender NOT_SENT =
            (reject, payload) -> new RejectSender.Outcome.Busy(Duration.ofSeconds(2), "busy");

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Web web;
    private final HttpServer server;
    private final Endpoints endpoints = new Endpoints();
    private final HttpClient client = HttpClient.newHttpClient();

    /** The test lab over a store, beside a log that cannot be followed. */
    RunningWeb(Store store) {
        this(TestLab.LAB, store);
    }

    RunningWeb(Lab lab, Store store) {
        this(lab, store, NO_LOG, NOT_SENT);
    }

    /** One that shares its cache with others. */
    RunningWeb(Lab lab, Store store, SharedCache shared) {
        this(
                new WebSources(List.of(lab), store, NO_LOG, Clock.systemUTC()).with(shared),
                lab,
                NOT_SENT,
                Map.of("store", store::check),
                WebSettings.DEFAULT);
    }

    /** One with settings of its own. */
    RunningWeb(Lab lab, Store store, WebSettings settings) {
        this(
                new WebSources(List.of(lab), store, NO_LOG, Clock.systemUTC()),
                lab,
                NOT_SENT,
                Map.of("store", store::check),
                settings);
    }

    RunningWeb(Lab lab, Store store, LiveLogReads log, RejectSender resend) {
        this(lab, store, log, resend, Map.of("store", store::check));
    }

    RunningWeb(Lab lab, Store store, LiveLogReads log, RejectSender resend, Map<String, Probes.Check> checks) {
        this(new WebSources(List.of(lab), store, log, Clock.systemUTC()), lab, resend, checks, WebSettings.DEFAULT);
    }

    /** One by another clock. */
    RunningWeb(Lab lab, Store store, Clock clock) {
        this(new WebSources(List.of(lab), store, NO_LOG, clock), lab, NOT_SENT, Map.of(), WebSettings.DEFAULT);
    }

    /** One that waits otherwise for its clients. */
    RunningWeb(Lab lab, Store store, HttpSettings.Patience patience) {
        this(
                new WebSources(List.of(lab), store, NO_LOG, Clock.systemUTC()),
                lab,
                NOT_SENT,
                Map.of("store", store::check),
                WebSettings.DEFAULT,
                patience);
    }

    private RunningWeb(
            WebSources sources, Lab lab, RejectSender resend, Map<String, Probes.Check> checks, WebSettings settings) {
        this(sources, lab, resend, checks, settings, HttpSettings.Patience.DEFAULT);
    }

    private RunningWeb(
            WebSources sources,
            Lab lab,
            RejectSender resend,
            Map<String, Probes.Check> checks,
            WebSettings settings,
            HttpSettings.Patience patience) {
        this.web = new Web(sources, resend, new Probes(checks, () -> "datalab_up 1\n"), settings, meters);
        endpoints.add(TestLab.wayIn(lab));
        this.server = new HttpServer(HttpSettings.of("127.0.0.1", 0).with(patience), web.register(endpoints));
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it answers, such as {@code GET /labs/{lab}}. */
    Set<String> endpoints() {
        return endpoints.all();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    HttpClient client() {
        return client;
    }

    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, headers);
    }

    HttpResponse<String> send(String method, String path, String... headers) {
        return send(HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.noBody()), headers);
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)), headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        web.close();
        server.close();
        client.close();
    }

    static LogTail noTail() {
        throw new LogUnavailable("no log here", new IllegalStateException());
    }
}
