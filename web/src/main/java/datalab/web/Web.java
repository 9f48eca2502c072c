package datalab.web;

import com.github.benmanes.caffeine.cache.Ticker;
import datalab.http.Endpoints;
import datalab.http.Handler;
import datalab.http.HostNames;
import datalab.http.HttpEndpoint;
import datalab.store.Store;
import datalab.store.cache.SharedCache;
import datalab.web.access.AccessEndpoints;
import datalab.web.cache.AnswerCache;
import datalab.web.cache.CachedResponder;
import datalab.web.cache.DataVersions;
import datalab.web.cache.QueryLimiter;
import datalab.web.export.ExportEndpoints;
import datalab.web.forget.ForgetEndpoints;
import datalab.web.http.ErrorAnswers;
import datalab.web.http.OriginGuard;
import datalab.web.http.RequestMeters;
import datalab.web.live.LiveEndpoint;
import datalab.web.live.LiveHub;
import datalab.web.live.LiveStoreReads;
import datalab.web.openapi.OpenApi;
import datalab.web.page.PageEndpoints;
import datalab.web.probe.ProbeEndpoints;
import datalab.web.probe.Probes;
import datalab.web.query.EventPages;
import datalab.web.query.LabCatalog;
import datalab.web.query.RowPages;
import datalab.web.query.ViewAnswers;
import datalab.web.rest.RejectSender;
import datalab.web.rest.RestEndpoints;
import datalab.web.rest.ResumeEndpoint;
import datalab.web.route.RouteEndpoints;
import datalab.web.sql.SqlEndpoints;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * Queries: everything the HTTP server answers except ingest. Wire it like this:
 *
 * <pre>{@code
 * WebSources sources = new WebSources(labs, store, new LogQueries(log::ends, log::tail, log::read), clock);
 * Web web = new Web(sources, resend, probes, settings, meters);
 * Endpoints endpoints = new Endpoints();
 * ingestHttp.register(endpoints);
 * new HttpServer(httpSettings, web.register(endpoints));
 * }</pre>
 *
 * <p>Thread-safe. {@link #close} ends what clients follow live, so close it before the server.
 */
public final class Web implements AutoCloseable {
    private final MeterRegistry meters;
    private final HostNames names;
    private final boolean isHere;
    private final RestEndpoints rest;
    private final ExportEndpoints exports;
    private final RouteEndpoints routes;
    private final SqlEndpoints sql;
    private final List<HttpEndpoint> operating;
    private final AccessEndpoints access;
    private final RowPages rowPages;
    private final ProbeEndpoints probes;
    private final LiveHub hub;
    private final LiveEndpoint live;
    private final OpenApi openApi;
    private final PageEndpoints page;

    public Web(WebSources sources, RejectSender resend, Probes probes, WebSettings settings, MeterRegistry meters) {
        this.meters = meters;
        this.names = settings.names();
        this.isHere = settings.isHere();
        Store store = sources.store();
        LabCatalog catalog = new LabCatalog(sources.labs());
        QueryLimiter limiter = new QueryLimiter(settings.queriesMax(), settings.queryWaitMax());
        Ticker ticker = Ticker.systemTicker();
        SharedCache shared = sources.sharedCache();
        AnswerCache cache = new AnswerCache(settings.cacheBytesMax(), ticker, limiter, shared, meters);
        CachedResponder answers = new CachedResponder(cache);
        this.rest = new RestEndpoints(
                catalog,
                answers,
                new RestEndpoints.Data(store, sources.clock(), sources.files()),
                sources.log().ends(),
                resend);
        DataVersions versions = shared == null ? null : new DataVersions(store, ticker);
        this.routes = new RouteEndpoints(catalog, answers, store, sources.clock(), versions);
        this.exports = new ExportEndpoints(
                catalog,
                store.snapshots(),
                new EventPages(store.archive(), sources.clock()),
                new ViewAnswers(catalog, store.views(), sources.clock()),
                new ExportEndpoints.Limits(settings.exportsMax(), settings.queryWaitMax(), settings.exportMax()));
        this.sql = new SqlEndpoints(catalog, settings.hasSql() ? store.sql() : null, settings.queryWaitMax());
        this.operating = operating(catalog, sources);
        this.access = new AccessEndpoints(catalog, sources.access(), sources.login(), sources.clock());
        this.rowPages = new RowPages(catalog, store.archive(), store.views(), sources.clock(), limiter);
        this.hub = new LiveHub(
                catalog,
                new LiveStoreReads(store.ledger(), store.views(), store.horizons()),
                sources.log(),
                settings.subscribersMax(),
                meters);
        this.live = new LiveEndpoint(catalog, hub);
        this.openApi = new OpenApi(catalog, sources.access().isOn());
        this.page = new PageEndpoints(settings.tiles(), sources.mqttPort(), settings.hasSql());
        this.probes = new ProbeEndpoints(probes);
    }

    private static List<HttpEndpoint> operating(LabCatalog catalog, WebSources sources) {
        List<HttpEndpoint> operating = new ArrayList<>();
        operating.add(new ResumeEndpoint(catalog, sources.resume()).endpoint());
        operating.addAll(new ForgetEndpoints(
                        catalog, sources.store().forgets(), sources.log().ends(), sources.clock())
                .all());
        return operating;
    }

    /**
     * Adds the endpoints, and the document of all that were added until then.
     *
     * @return what answers all requests of the server: the endpoints behind the guard, with what is answered to errors
     */
    public Handler register(Endpoints endpoints) {
        Endpoints out = isHere ? endpoints : endpoints.elsewhere("web");
        out.add(rest.all());
        out.add(exports.all());
        out.add(exports.descriptors());
        out.add(routes.all());
        out.add(sql.all());
        out.add(operating);
        out.add(live.endpoint());
        out.add(access.all());
        out.add(page.all());
        endpoints.add(probes.all());
        out.add(openApi.endpoint(endpoints.declared()));
        return new RequestMeters(new ErrorAnswers(new OriginGuard(endpoints, names)), meters);
    }

    /** The same data for protocols other than HTTP, within the same limits. */
    public RowPages rowPages() {
        return rowPages;
    }

    @Override
    public void close() {
        hub.close();
    }
}
