package datalab.web.rest;

import datalab.http.HttpEndpoint;
import datalab.lab.event.Offsets;
import datalab.store.Store;
import datalab.web.cache.CachedResponder;
import datalab.web.flags.FlaggedEvents;
import datalab.web.near.NearPages;
import datalab.web.query.EventPages;
import datalab.web.query.LabCatalog;
import datalab.web.query.ViewAnswers;
import datalab.web.twin.TwinPages;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The HTTP interface to labs, streams, views, rejects, outputs, alerts, models and twins. Thread-safe. */
public final class RestEndpoints {
    private final LabEndpoints labs;
    private final StreamEndpoints streams;
    private final ViewEndpoints views;
    private final RejectEndpoints rejects;
    private final OutputEndpoints outputs;
    private final FlagEndpoints flags;
    private final AlertEndpoints alerts;
    private final ModelEndpoints models;
    private final TwinEndpoints twins;

    /**
     * Endpoints over some labs.
     *
     * @param ends the offset after the last record of each partition of a topic
     */
    public RestEndpoints(
            LabCatalog catalog,
            CachedResponder answers,
            Data data,
            Function<String, Offsets> ends,
            RejectSender resend) {
        Store store = data.store();
        RestResponder responder = new RestResponder(answers);
        StreamProgressReader progress = new StreamProgressReader(store.ledger(), store.rejects(), ends);
        this.labs = new LabEndpoints(catalog, responder, new LabsJson(catalog, data.files()), progress, store);
        this.streams = new StreamEndpoints(
                catalog,
                responder,
                new EventPages(store.archive(), data.clock()),
                new NearPages(store.archive(), data.clock()));
        this.views = new ViewEndpoints(
                catalog,
                responder,
                store.views(),
                new BatchPages(store.batches()),
                new ViewAnswers(catalog, store.views(), data.clock()));
        this.rejects = new RejectEndpoints(
                catalog,
                responder,
                new RejectPages(store.rejects()),
                new RetryReject(store.rejects(), resend, data.clock()));
        this.outputs = new OutputEndpoints(catalog, responder, store.outputs(), store.ledger());
        this.flags = new FlagEndpoints(catalog, responder, new FlaggedEvents(store.archive(), data.clock()));
        this.alerts = new AlertEndpoints(catalog, responder, new AlertPages(store.alerts(), data.clock()));
        ModelForecasts forecasts = new ModelForecasts(store.models());
        this.models = new ModelEndpoints(catalog, responder, store.models(), forecasts);
        this.twins = new TwinEndpoints(
                catalog, responder, new TwinPages(store.archive(), forecasts::aheadOrNothing, data.clock()));
    }

    /** Where the data lies, and by which clock {@code -1h} is read. */
    public record Data(Store store, Clock clock, Function<String, List<LabFileStatus>> files) {}

    public List<HttpEndpoint> all() {
        return Stream.of(
                        labs.all(),
                        streams.all(),
                        views.all(),
                        rejects.all(),
                        outputs.all(),
                        flags.all(),
                        alerts.all(),
                        models.all(),
                        twins.all())
                .flatMap(List::stream)
                .toList();
    }
}
