package datalab.process.speed;

import datalab.lab.Lab;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.yaml.LabFile;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A lab for tests of the speed layer, and what its archive and views hold as texts that can be compared. */
public record LabFixture(Lab lab) {
    /** Writes the lab to a folder and reads it as the product does. */
    public static LabFixture of(Path folder, String name) throws IOException {
        return of(folder, name, yaml(name));
    }

    /** A lab of people with phones. */
    public static LabFixture ofPhones(Path folder, String name) throws IOException {
        return of(folder, name, """
                lab: %s
                streams:
                  locations:
                    key: person_id
                    time: at
                    fields: {person_id: integer, latitude: number, longitude: number}
                    position: [latitude, longitude]
                views:
                  encounters: {of: locations, who: person_id, meet: {distance: 5, within: 1m}}
                  per_minute: {of: locations, who: person_id, meet: {distance: 20, within: 20s}, every: 1m}
                  of_any: {of: locations, who: person_id, meet: {distance: 5, within: 1m}, origin: any}
                """.formatted(name));
    }

    private static LabFixture of(Path folder, String name, String yaml) throws IOException {
        Path file = folder.resolve(name).resolve("lab.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
        return switch (LabFile.read(file)) {
            case LabFile.Valid(Lab lab) -> new LabFixture(lab);
            case LabFile.Invalid invalid ->
                throw new IllegalStateException(invalid.mistakes().toString());
        };
    }

    public EventStream stream(String name) {
        return lab.streams().values().stream()
                .filter(stream -> stream.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Every archived event of a stream, by place. */
    public static Map<String, ArchivedEvent> archive(Store store, EventStream stream) {
        Map<String, ArchivedEvent> all = new TreeMap<>();
        EventQuery.Position after = null;
        List<ArchivedEvent> page;
        do {
            page = store.archive().events(new EventQuery(stream, null, null, Map.of(), false, after, 10_000));
            for (ArchivedEvent archived : page) {
                Event event = archived.event();
                if (all.put(event.at().toString(), archived) != null) {
                    throw new AssertionError("archived twice: " + event.at());
                }
                after = new EventQuery.Position(
                        event.time(), event.at().partition(), event.at().offset());
            }
        } while (!page.isEmpty());
        return all;
    }

    /** Every row of a view as the store has it, by key. */
    public Map<String, String> rows(Store store, View view) {
        ViewFold fold = new ViewFold(view, lab.streamOf(view));
        Map<String, String> rows = new TreeMap<>();
        RowKey after = null;
        List<ViewRow> page;
        do {
            page = store.views().viewRows(new ViewQuery(fold, null, null, Map.of(), false, after, 10_000));
            for (ViewRow row : page) {
                rows.put(row.key().toString(), fold.present(row.partial()).toString());
                after = row.key();
            }
        } while (!page.isEmpty());
        return rows;
    }

    /** Every row of a view as a fold over these events makes them. */
    public Map<String, String> folded(View view, Iterable<Event> events) {
        ViewFold fold = new ViewFold(view, lab.streamOf(view));
        Map<RowKey, Partial> partials = new HashMap<>();
        for (Event event : events) {
            if (fold.takes(event)) {
                fold.add(partials.computeIfAbsent(fold.key(event), key -> fold.empty()), event);
            }
        }
        Map<String, String> rows = new TreeMap<>();
        partials.forEach(
                (key, partial) -> rows.put(key.toString(), fold.present(partial).toString()));
        return rows;
    }

    public static List<Event> events(Iterable<ArchivedEvent> archive) {
        List<Event> events = new ArrayList<>();
        archive.forEach(archived -> events.add(archived.event()));
        return events;
    }

    private static String yaml(String lab) {
        return """
            lab: %s
            title: A lab for tests
            streams:
              readings:
                key: name
                time: at
                fields:
                  name: {type: string, required: true}
                  value: {type: number}
                quality:
                  - gross_range: {field: value, fail: [-50, 60]}
                  - spike: {field: value, suspect: 5}
              users:
                key: id
                unique: id
                fields: {id: {type: string, required: true}, name: {type: string}}
            views:
              latest: {of: readings, by: [name], keep: last}
              per_minute: {of: readings, by: [name], every: 1m, n: count, mean: avg(value), low: min(value), high: max(value)}
              total: {of: readings, n: count, sum: sum(value), spread: stddev(value)}
              imagined: {of: readings, by: [name], origin: [modelled, simulated], n: count, mean: avg(value)}
              of_any: {of: readings, origin: any, n: count, sum: sum(value)}
              members: {of: users, n: count, longest: "max_by(size(name), [id, name])"}
            """.formatted(lab);
    }
}
