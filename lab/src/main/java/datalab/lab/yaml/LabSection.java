package datalab.lab.yaml;

import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.Schedule;
import datalab.lab.alert.Alert;
import datalab.lab.alert.AlertMessages;
import datalab.lab.forecast.Model;
import datalab.lab.forecast.ScoreEvents;
import datalab.lab.output.Output;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.yaml.alert.AlertsSection;
import datalab.lab.yaml.endpoint.ClaimedEndpoints;
import datalab.lab.yaml.forecast.ModelsSection;
import datalab.lab.yaml.output.ArchiveSection;
import datalab.lab.yaml.output.ClaimedTables;
import datalab.lab.yaml.output.OutputSection;
import datalab.lab.yaml.route.RouteSection;
import datalab.lab.yaml.stream.BrokerInputCheck;
import datalab.lab.yaml.stream.DeclaredModels;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.stream.ReferenceCheck;
import datalab.lab.yaml.stream.RetainSection;
import datalab.lab.yaml.stream.StreamSection;
import datalab.lab.yaml.syntax.LabNames;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.DeclaredView;
import datalab.lab.yaml.view.ViewSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole of a lab.yaml. What it gives is a lab only if no mistakes were noted. Reads one file. */
final class LabSection {
    private static final int STREAMS_MAX = 100;
    private static final int VIEWS_MAX = 100;
    private static final int ROUTES_MAX = 100;
    /** The section, and the stream that it makes. */
    private static final String ALERTS = AlertMessages.STREAM;

    private final Path folder;
    private final String source;
    private final LabGrammar grammar;
    private final OutputSection outputReader;
    private final ArchiveSection archiveReader;
    private final ClaimedEndpoints endpoints = new ClaimedEndpoints();
    private final BrokerInputCheck brokers = new BrokerInputCheck();
    private final Map<String, DeclaredStream> streams = new LinkedHashMap<>();
    private final Map<String, DeclaredView> views = new LinkedHashMap<>();
    private final Map<String, Schedule> schedules = new LinkedHashMap<>();
    private final Map<String, List<Output>> outputs = new LinkedHashMap<>();
    private final Map<String, ArchivePlace> archives = new LinkedHashMap<>();

    LabSection(Path folder, String source, LabGrammar grammar) {
        this.folder = folder;
        this.source = source;
        this.grammar = grammar;
        ClaimedTables claimed = new ClaimedTables();
        this.outputReader = new OutputSection(grammar.servers(), claimed);
        this.archiveReader = new ArchiveSection(grammar.servers(), claimed);
    }

    Lab read(YamlValue root) {
        YamlMap map = root.map("a map with lab: and streams:")
                .only("lab", "title", "streams", "views", "routes", ALERTS, ModelsSection.NAME);
        YamlValue named = map.require("lab", "the lab's name");
        String name = named == null ? "" : LabNames.lab(named);
        String title = map.line("title", "text in quotes", name);
        YamlValue models = map.get(ModelsSection.NAME);
        readStreams(name, map.require("streams", "at least one stream"), ModelsSection.declared(models));
        YamlValue alerts = map.get(ALERTS);
        if (alerts != null) {
            declare(alerts, ALERTS, AlertsSection.messages(name, alerts), "alerts are told in a stream called alerts");
        }
        if (models != null) {
            declare(
                    models,
                    ScoreEvents.STREAM,
                    ModelsSection.scores(name, models),
                    "scores are kept in a stream called scores");
        }
        Map<String, Model> expected = models == null ? Map.of() : new ModelsSection(name, streams).read(models);
        readViews(name, map.get("views"));
        Map<String, Alert> watched = alerts == null ? Map.of() : new AlertsSection(name, streams, views).read(alerts);
        List<Route> routes = routes(map.get("routes"));
        Map<String, EventStream> declared = new LinkedHashMap<>();
        streams.forEach((stream, found) -> declared.put(stream, found.stream()));
        Map<String, View> folded = new LinkedHashMap<>();
        views.forEach((view, found) -> folded.put(view, found.view()));
        return new Lab(
                name, title, folder, declared, folded, routes, schedules, outputs, archives, watched, expected, source);
    }

    private void readStreams(String lab, @Nullable YamlValue section, DeclaredModels models) {
        if (section == null) {
            return;
        }
        YamlMap map = section.map("a map of streams by name");
        if (section.isMap() && map.names().isEmpty()) {
            section.refuse("no stream", "at least one");
        }
        ReferenceCheck referrals = new ReferenceCheck();
        for (YamlValue value : map.all(STREAMS_MAX)) {
            LabNames.checkRelation(value);
            DeclaredStream stream =
                    new StreamSection(lab, grammar.inputs(), endpoints, brokers, referrals).read(value, models);
            streams.put(value.name(), stream);
            ArchivePlace archive = archiveReader.read(value, stream);
            if (archive != null) {
                archives.put(value.name(), archive);
            }
            keep(value, value.name(), value.name(), outputReader.read(value, stream));
        }
        referrals.check(streams);
        for (YamlValue value : map.all(STREAMS_MAX)) {
            if (value.isMap() && referrals.isReferredTo(value.name())) {
                RetainSection.refuse(
                        value.map("a map"),
                        "a stream that others refer to",
                        "none, as its events are looked up for ever");
            }
        }
    }

    /** Declares the stream that a section makes, before the views that may be folded from it. */
    private void declare(YamlValue section, String name, DeclaredStream made, String why) {
        DeclaredStream same = streams.get(name);
        if (same != null) {
            section.refuseName(
                    section.name() + ": beside a stream called " + name + " in line " + same.line(),
                    "another name for that stream, as " + why,
                    null);
            return;
        }
        streams.put(name, made);
        keep(section, name, name, outputReader.read(section, made));
    }

    private void readViews(String lab, @Nullable YamlValue section) {
        if (section == null) {
            return;
        }
        for (YamlValue value : section.map("a map of views by name").all(VIEWS_MAX)) {
            LabNames.checkRelation(value);
            DeclaredStream same = streams.get(value.name());
            if (same != null) {
                String found = "a view with the name of the stream in line " + same.line();
                value.refuseName(found, "another name, as both become tables of one schema", null);
            }
            DeclaredView view = new ViewSection(lab, streams, schedules).read(value);
            views.put(value.name(), view);
            if (view.view().meet() != null && archives.containsKey(view.view().source())) {
                refuseNear(value, "of");
            }
            DeclaredStream met =
                    view.view().meet() == null ? null : streams.get(view.view().source());
            if (met != null && met.stream().retain() != null) {
                value.refuseName(
                        "a view with meet of a stream with retain in line " + met.line(),
                        "a stream that keeps its events, as encounters are found among all of them",
                        null);
            }
            keep(value, value.name(), view.view().stream(), outputReader.read(value, view));
        }
    }

    private static void refuseNear(YamlValue asking, String stream) {
        YamlValue named = asking.map("").get(stream);
        ArchiveSection.refuseNear(named == null ? asking : named);
    }

    /** Keeps the outputs of a stream or view, which is made of that stream. */
    private void keep(YamlValue of, String name, String stream, List<Output> several) {
        YamlValue section = of.isMap() ? of.map("a map").get(ViewSection.OUT) : null;
        if (section != null && !several.isEmpty()) {
            several.forEach(output -> brokers.checkOutput(stream, output, section));
            outputs.put(name, List.copyOf(several));
        }
    }

    private List<Route> routes(@Nullable YamlValue section) {
        List<Route> routes = new ArrayList<>();
        if (section != null) {
            RouteSection reader = new RouteSection(streams, views, endpoints);
            for (YamlValue value :
                    section.map("a map of routes by method and path").all(ROUTES_MAX)) {
                Route route = reader.read(value);
                routes.add(route);
                if (route instanceof Route.Near near && archives.containsKey(near.stream())) {
                    refuseNear(value, "near");
                }
            }
        }
        return routes;
    }
}
