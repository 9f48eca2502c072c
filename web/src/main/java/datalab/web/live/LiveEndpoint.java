package datalab.web.live;

import datalab.http.Endpoints;
import datalab.http.Request;
import datalab.http.Response;
import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.web.http.NoAnswer;
import datalab.web.rest.Catalog;
import datalab.web.rest.Query;
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

    private final Catalog catalog;
    private final LiveHub hub;

    public LiveEndpoint(Catalog catalog, LiveHub hub) {
        this.catalog = catalog;
        this.hub = hub;
    }

    public void register(Endpoints endpoints) {
        endpoints.get("/labs/{lab}/live", this::follow);
    }

    private void follow(Request request, Response response) {
        Lab lab = catalog.lab(request.parameter("lab"));
        Query query = Query.of(request.query(), KNOWN);
        Interest interest = interest(lab, query);
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
        Subscription subscription = hub.join(lab, interest);
        try {
            response.stream(out -> {
                subscription.sendFirst(last, out::write);
                write(out, subscription);
            });
        } finally {
            hub.leave(lab, subscription);
        }
    }

    private static void write(OutputStream out, Subscription subscription) throws IOException {
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
    private Interest interest(Lab lab, Query query) {
        Optional<String> streams = query.text("stream");
        Optional<String> views = query.text("view");
        if (streams.isEmpty() && views.isEmpty()) {
            Set<String> followed = lab.views().values().stream()
                    .filter(view -> view.meet() == null)
                    .map(View::name)
                    .collect(Collectors.toSet());
            return new Interest(lab.streams().keySet(), followed);
        }
        return new Interest(
                names(streams, name -> catalog.stream(lab, name).name()),
                names(views, name -> followed(catalog.view(lab, name)).name()));
    }

    /** The log tells which rows an event touches, but not whom it meets. */
    private static View followed(View view) {
        if (view.meet() != null) {
            throw NoAnswer.of(
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
