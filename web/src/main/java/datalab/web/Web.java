package datalab.web;

import com.github.benmanes.caffeine.cache.Ticker;
import datalab.lab.EventStream;
import datalab.lab.Lab;
import datalab.web.cache.AnswerCache;
import datalab.web.cache.Gate;
import datalab.web.http.Endpoints;
import datalab.web.http.ErrorAnswers;
import datalab.web.http.Guard;
import datalab.web.http.RequestMeters;
import datalab.web.live.LiveEndpoint;
import datalab.web.live.LiveHub;
import datalab.web.openapi.OpenApi;
import datalab.web.page.PageEndpoints;
import datalab.web.probe.ProbeEndpoints;
import datalab.web.probe.Probes;
import datalab.web.rest.Catalog;
import datalab.web.rest.DataAnswers;
import datalab.web.rest.Resend;
import datalab.web.rest.RestEndpoints;
import datalab.web.rest.RowPages;
import io.helidon.http.Method;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/**
 * The way out: everything the HTTP server answers except the taking in of events. Wire it so:
 *
 * <pre>{@code
 * WebSources sources = new WebSources(labs, store, new LogReader(log::ends, log::tail, log::read), clock);
 * Web web = new Web(sources, resend, probes, settings, meters);
 * WebServer.builder().directHandlers(Web.directHandlers()).routing(routing -> {
 *     ingestHttp.routing(routing);
 *     web.routing(routing);
 * });
 * }</pre>
 *
 * <p>Thread-safe. {@link #close} ends what clients follow live, so close it before the server.
 */
public final class Web implements AutoCloseable {
    private final WebSources sources;
    private final MeterRegistry meters;
    private final boolean loopbackOnly;
    private final Sides here;
    private final RestEndpoints rest;
    private final RowPages rowPages;
    private final ProbeEndpoints probes;
    private final LiveHub hub;
    private final LiveEndpoint live;
    private final OpenApi openApi;
    private final PageEndpoints page;

    public Web(WebSources sources, Resend resend, Probes probes, WebSettings settings, MeterRegistry meters) {
        this.sources = sources;
        this.meters = meters;
        this.loopbackOnly = settings.loopbackOnly();
        this.here = settings.here();
        Catalog catalog = new Catalog(sources.labs());
        Gate gate = new Gate(settings.queriesMax(), settings.queryWaitMax());
        AnswerCache cache = new AnswerCache(settings.cacheBytesMax(), Ticker.systemTicker(), gate, meters);
        this.rest = new RestEndpoints(
                catalog,
                new DataAnswers(cache),
                new RestEndpoints.Data(sources.store(), sources.clock(), sources.files()),
                sources.log().ends(),
                resend);
        this.rowPages = new RowPages(catalog, sources.store(), sources.clock(), gate);
        this.hub = new LiveHub(catalog, sources.store(), sources.log(), settings.subscribersMax(), meters);
        this.live = new LiveEndpoint(catalog, hub);
        this.openApi = new OpenApi(catalog);
        this.page = new PageEndpoints(settings.tiles());
        this.probes = new ProbeEndpoints(probes);
    }

    /**
     * Adds the endpoints, the guard before all endpoints of the server, and what is answered to errors of all of
     * them; answers the endpoints there are.
     */
    public Endpoints routing(HttpRouting.Builder routing) {
        Endpoints endpoints = new Endpoints(routing);
        routing.addFilter(new RequestMeters(meters));
        routing.addFilter(new Guard(loopbackOnly));
        Endpoints out = here.out() ? endpoints : endpoints.elsewhere("web");
        rest.register(out);
        live.register(out);
        openApi.register(out);
        page.register(out);
        probes.register(endpoints);
        noteWaysIn(here.in() ? endpoints : endpoints.elsewhere("ingest"));
        new ErrorAnswers(endpoints).routing(routing);
        return endpoints;
    }

    /** What the server answers to requests so malformed that they reach no endpoint. */
    public static DirectHandlers directHandlers() {
        return ErrorAnswers.direct();
    }

    /** The same data for a server that is not HTTP's, within the same bounds. */
    public RowPages rowPages() {
        return rowPages;
    }

    @Override
    public void close() {
        hub.close();
    }

    private void noteWaysIn(Endpoints endpoints) {
        endpoints.note(Method.POST, "/labs/{lab}/streams/{stream}");
        for (Lab lab : sources.labs()) {
            List<EventStream> streams = List.copyOf(lab.streams().values());
            streams.stream()
                    .flatMap(stream -> stream.in().http().stream())
                    .forEach(path -> endpoints.note(Method.POST, path));
        }
    }
}
