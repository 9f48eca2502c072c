package datalab.web.live;

import datalab.http.Endpoints;
import datalab.http.Request;
import datalab.http.Response;
import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.web.http.HttpProblem;
import datalab.web.query.LabCatalog;
import datalab.web.query.QueryParameters;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code GET /labs/{lab}/live}: new events and changed rows as server-sent events. Thread-safe. */
public final class LiveEndpoint {
    public static final List<String> KNOWN = List.of("stream", "view", "after");

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final LabCatalog catalog;
    private final LiveHub hub;

    public LiveEndpoint(LabCatalog catalog, LiveHub hub) {
        this.catalog = catalog;
        this.hub = hub;
    }

    public void register(Endpoints endpoints) {
        endpoints.get("/labs/{lab}/live", this::follow);
    }

    private void follow(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        QueryParameters query = QueryParameters.of(request.query(), KNOWN);
        SubscriptionFilter filter = filter(lab, query);
        String last = request.header(LAST_EVENT_ID) // a browser comes back to the same address with a newer one
                .or(() -> query.text("after"))
                .filter(id -> !id.isEmpty())
                .orElse(null);
        response.header("Content-Type", "text/event-stream")
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no"); // a proxy is to hand on what comes
        if (request.method().equals("HEAD")) {
            response.send();
            return;
        }
        SseSubscriber subscription = hub.join(lab, filter);
        try {
            response.stream(out -> {
                subscription.sendFirst(last, out::write);
                write(out, subscription);
            });
        } finally {
            hub.leave(lab, subscription);
        }
    }

    private static void write(OutputStream out, SseSubscriber subscription) throws IOException {
        try {
            out.flush();
            Optional<byte[]> frame = subscription.take(HEARTBEAT);
            while (frame.isPresent()) {
                out.write(frame.get());
                if (!subscription.hasMore()) {
                    out.flush();
                }
                frame = subscription.take(HEARTBEAT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All that can be followed where neither is named; else what is named, where there is such a thing. */
    private SubscriptionFilter filter(Lab lab, QueryParameters query) {
        Optional<String> streams = query.text("stream");
        Optional<String> views = query.text("view");
        if (streams.isEmpty() && views.isEmpty()) {
            Set<String> followed = lab.views().values().stream()
                    .filter(view -> view.meet() == null)
                    .map(View::name)
                    .collect(Collectors.toSet());
            return new SubscriptionFilter(lab.streams().keySet(), followed);
        }
        return new SubscriptionFilter(
                names(streams, name -> catalog.stream(lab, name).name()),
                names(views, name -> followed(catalog.view(lab, name)).name()));
    }

    /** The log tells which rows an event touches, but not whom it meets. */
    private static View followed(View view) {
        if (view.meet() != null) {
            throw HttpProblem.of(
                    422,
                    "NotLive",
                    "view " + view.name() + " has meet:, and such rows cannot be followed; ask for" + " /labs/"
                            + view.lab() + "/views/" + view.name() + " every few seconds");
        }
        return view;
    }

    private static Set<String> names(Optional<String> list, UnaryOperator<String> existing) {
        return list.stream()
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .map(existing)
                .collect(Collectors.toSet());
    }
}
