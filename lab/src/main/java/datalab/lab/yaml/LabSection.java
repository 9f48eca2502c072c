package datalab.lab.yaml;

import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.Schedule;
import datalab.lab.output.Output;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.yaml.endpoint.ClaimedEndpoints;
import datalab.lab.yaml.output.ArchiveSection;
import datalab.lab.yaml.output.ClaimedTables;
import datalab.lab.yaml.output.OutputSection;
import datalab.lab.yaml.route.RouteSection;
import datalab.lab.yaml.stream.BrokerInputCheck;
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
        YamlMap map = root.map("a map with lab: and streams:").only("lab", "title", "streams", "views", "routes");
        YamlValue named = map.require("lab", "the lab's name");
        String name = named == null ? "" : LabNames.lab(named);
        String title = map.line("title", "text in quotes", name);
        readStreams(name, map.require("streams", "at least one stream"));
        readViews(name, map.get("views"));
        List<Route> routes = routes(map.get("routes"));
        Map<String, EventStream> declared = new LinkedHashMap<>();
        streams.forEach((stream, found) -> declared.put(stream, found.stream()));
        Map<String, View> folded = new LinkedHashMap<>();
        views.forEach((view, found) -> folded.put(view, found.view()));
        return new Lab(name, title, folder, declared, folded, routes, schedules, outputs, archives, source);
    }

    private void readStreams(String lab, @Nullable YamlValue section) {
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
            DeclaredStream stream = new StreamSection(lab, grammar.inputs(), endpoints, brokers, referrals).read(value);
            streams.put(value.name(), stream);
            ArchivePlace archive = archiveReader.read(value, stream);
            if (archive != null) {
                archives.put(value.name(), archive);
            }
            keep(value, value.name(), outputReader.read(value, stream));
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
            keep(value, view.view().stream(), outputReader.read(value, view));
        }
    }

    private static void refuseNear(YamlValue asking, String stream) {
        YamlValue named = asking.map("").get(stream);
        ArchiveSection.refuseNear(named == null ? asking : named);
    }

    /** Keeps the outputs of a stream or view, which is made of that stream. */
    private void keep(YamlValue of, String stream, List<Output> several) {
        YamlValue section = of.isMap() ? of.map("a map").get(ViewSection.OUT) : null;
        if (section != null && !several.isEmpty()) {
            several.forEach(output -> brokers.checkOutput(stream, output, section));
            outputs.put(of.name(), List.copyOf(several));
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
