package datalab.lab;

import datalab.lab.alert.Alert;
import datalab.lab.forecast.Model;
import datalab.lab.input.GrpcInput;
import datalab.lab.output.Output;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.lab.text.OrderedMaps;
import datalab.lab.view.ContactRule;
import datalab.lab.view.View;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One lab as its lab.yaml declares it. Immutable and already checked: every reference between its parts is valid.
 *
 * @param name lower case letters, digits and hyphens; the first part of its topics and, with underscores, its SQL schema
 * @param folder where lab.yaml lies; file inputs are relative to it
 * @param streams by name, in the order of the file
 * @param views by name, in the order of the file
 * @param schedules when the batch layer runs, by the name of the view; only views that have a schedule
 * @param outputs where rows are also kept, by the name of the stream or view; only of those that have any
 * @param archives where archives are kept, by the name of the stream; only of those that are not in PostgreSQL
 * @param alerts by name, in the order of the file
 * @param models by name, in the order of the file
 * @param source the text of its lab.yaml; empty where a program made the lab
 */
public record Lab(
        String name,
        String title,
        Path folder,
        Map<String, EventStream> streams,
        Map<String, View> views,
        List<Route> routes,
        Map<String, Schedule> schedules,
        Map<String, List<Output>> outputs,
        Map<String, ArchivePlace> archives,
        Map<String, Alert> alerts,
        Map<String, Model> models,
        String source) {

    public Lab {
        streams = OrderedMaps.copy(streams);
        views = OrderedMaps.copy(views);
        routes = List.copyOf(routes);
        schedules = OrderedMaps.copy(schedules);
        outputs = OrderedMaps.copy(outputs);
        archives = OrderedMaps.copy(archives);
        alerts = OrderedMaps.copy(alerts);
        models = OrderedMaps.copy(models);
    }

    /** A lab that a program made: without schedules, outputs, alerts and models, and without a text. */
    public Lab(
            String name,
            String title,
            Path folder,
            Map<String, EventStream> streams,
            Map<String, View> views,
            List<Route> routes) {
        this(name, title, folder, streams, views, routes, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), "");
    }

    /** The SQL schema that holds this lab's tables and views. */
    public String schema() {
        return name.replace('-', '_');
    }

    /**
     * What the lab answers under names of its own, such as {@code GET /air_quality}: its routes, its HTTP inputs and its gRPC
     * services.
     */
    public List<String> endpoints() {
        Stream<String> taking = streams.values().stream()
                .flatMap(stream -> Stream.concat(
                        stream.in().paths().stream().map(path -> "POST " + path),
                        stream.in().of(GrpcInput.class).stream().map(input -> "gRPC " + input.service())));
        return Stream.concat(taking, routes.stream().map(route -> route.method() + " " + route.path()))
                .distinct()
                .toList();
    }

    /** The fields of a stream by whose values its routes look events up. */
    public List<String> lookups(EventStream stream) {
        return routes.stream()
                .flatMap(route -> route instanceof Route.Row row && row.stream().equals(stream.name())
                        ? Stream.of(row.field())
                        : Stream.empty())
                .distinct()
                .toList();
    }

    /** The stream that a view is folded from: one of these, or that of the contacts found in one. */
    public EventStream streamOf(View view) {
        EventStream source = Objects.requireNonNull(streams.get(view.source()), "labs are checked when they are read");
        return view.meet() == null ? source : ContactRule.stream(view, source);
    }

    /** The stream whose events change the rows of an output: that of this name, or that of the view of this name. */
    public EventStream streamOfOutput(String name) {
        View view = views.get(name);
        return view == null ? Objects.requireNonNull(streams.get(name), name) : streamOf(view);
    }

    /** The stream whose events change what an alert says. */
    public EventStream streamOf(Alert alert) {
        return streamOfOutput(alert.of());
    }

    /** The models of a stream, in the order of the file. */
    public List<Model> modelsOf(EventStream stream) {
        return models.values().stream()
                .filter(model -> model.of().equals(stream.name()))
                .toList();
    }

    /** The views folded from the contacts found in a stream, in the order of the file. */
    public List<View> meetingsOf(EventStream stream) {
        return views.values().stream()
                .filter(view -> view.meet() != null && view.source().equals(stream.name()))
                .toList();
    }

    /** The views folded from a stream, in the order of the file. */
    public List<View> viewsOf(EventStream stream) {
        return views.values().stream()
                .filter(view -> view.stream().equals(stream.name()))
                .toList();
    }
}
