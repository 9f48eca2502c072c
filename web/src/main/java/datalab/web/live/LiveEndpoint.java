package datalab.web.live;

import datalab.access.AccessRole;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.OperationParameter;
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
    private static final List<OperationParameter> PARAMETERS = List.of(
            parameter("stream", "events of these streams; names with commas between"),
            parameter("view", "rows of these views; names with commas between"),
            parameter("after", "the id of the last event seen, as the header Last-Event-ID"));
    private static final List<String> KNOWN = OperationParameter.names(PARAMETERS);

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final LabCatalog catalog;
    private final LiveHub hub;

    public LiveEndpoint(LabCatalog catalog, LiveHub hub) {
        this.catalog = catalog;
        this.hub = hub;
    }

    public HttpEndpoint endpoint() {
        return HttpEndpoint.get(
                "/labs/{lab}/live",
                Permission.to(AccessRole.READ),
                this::follow,
                catalog.eachLab(
                        lab -> Operation.ofLab(lab.name(), "live", "New events and changed rows, as server-sent events")
                                .parameters(PARAMETERS)
                                .answers(
                                        200,
                                        "event, row and gap events",
                                        Operation.content("text/event-stream", JsonSchema.text()))
                                .problems(404, 503)));
    }

    private static OperationParameter parameter(String name, String description) {
        return OperationParameter.query(name, description, JsonSchema.text());
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
        SseQueue subscription = hub.join(lab, filter, request.caller());
        try {
            response.stream(out -> {
                subscription.sendFirst(last, out::write);
                write(out, subscription);
            });
        } finally {
            hub.leave(lab, subscription);
        }
    }

    private static void write(OutputStream out, SseQueue subscription) throws IOException {
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

    /** The log shows which rows an event touches, but not its contacts. */
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
