package datalab.web.query;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.web.http.HttpProblem;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Looks up labs, streams, views and their compiled folds by name. What is not there is a 404 that says what is.
 * Thread-safe.
 */
public final class LabCatalog {
    private final Map<String, Lab> labs;
    private final Map<View, ViewFold> folds;

    public LabCatalog(List<Lab> labs) {
        Map<String, Lab> byName = new LinkedHashMap<>();
        Map<View, ViewFold> byView = new HashMap<>();
        for (Lab lab : labs) {
            byName.put(lab.name(), lab);
            for (View view : lab.views().values()) {
                byView.put(view, new ViewFold(view, lab.streamOf(view)));
            }
        }
        this.labs = Collections.unmodifiableMap(byName);
        this.folds = Map.copyOf(byView);
    }

    public Collection<Lab> labs() {
        return labs.values();
    }

    public List<EventStream> streams() {
        return labs.values().stream()
                .flatMap(lab -> lab.streams().values().stream())
                .toList();
    }

    /** What is made of each lab. */
    public <T> List<T> eachLab(Function<Lab, T> made) {
        return labs.values().stream().map(made).toList();
    }

    /** What is made of each stream. */
    public <T> List<T> eachStream(Function<EventStream, T> made) {
        return streams().stream().map(made).toList();
    }

    /** What is made of each view. */
    public <T> List<T> eachView(Function<View, T> made) {
        return labs.values().stream()
                .flatMap(lab -> lab.views().values().stream())
                .map(made)
                .toList();
    }

    public Lab lab(String name) {
        return found(labs, name, "lab", "here");
    }

    public EventStream stream(Lab lab, String name) {
        return found(lab.streams(), name, "stream", "in lab " + lab.name());
    }

    public View view(Lab lab, String name) {
        return found(lab.views(), name, "view", "in lab " + lab.name());
    }

    public ViewFold fold(View view) {
        return Objects.requireNonNull(folds.get(view), "views are those of the catalog's own labs");
    }

    private static <T> T found(Map<String, T> all, String name, String kind, String where) {
        T one = all.get(name);
        if (one == null) {
            String there = all.isEmpty() ? "there is none" : "there is " + String.join(", ", all.keySet());
            throw HttpProblem.notFound("no " + kind + " '" + name + "' " + where + "; " + there);
        }
        return one;
    }
}
