package datalab.web.route;

import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.Route.Part;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.view.View;
import datalab.store.key.Sha256;
import datalab.web.cache.AnswerSource;
import datalab.web.cache.DataVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the answers of a lab's routes are made from, for the cache that processes share. */
final class RouteSources {
    private static final String DATALAB = Optional.ofNullable(
                    RouteSources.class.getPackage().getImplementationVersion())
            .orElse("development");
    private static final int NAME_MAX = 100;

    private final Lab lab;
    private final @Nullable DataVersions versions;

    /** @param versions null where no cache is shared */
    RouteSources(Lab lab, @Nullable DataVersions versions) {
        this.lab = lab;
        this.versions = versions;
    }

    AnswerSource of(Route route) {
        if (versions == null || !route.cache().ttl().isPositive()) {
            return AnswerSource.UNSHARED;
        }
        Supplier<String> version = switch (route) {
            case Route.Rows rows -> versions.ofStreams(List.of(stream(rows.stream())));
            case Route.Row row -> versions.ofStreams(List.of(stream(row.stream())));
            case Route.Near near -> versions.ofStreams(streams(near));
            case Route.ViewRows rows -> versions.ofViews(lab, views(rows.views()));
            case Route.Json json ->
                versions.ofViews(
                        lab,
                        views(json.parts().values().stream().map(Part::view).toList()));
        };
        String name = lab.name() + ":" + route.path();
        return new AnswerSource(
                name.substring(0, Math.min(name.length(), NAME_MAX)),
                Sha256.of(DATALAB + "\n" + lab.source()),
                version);
    }

    private List<EventStream> streams(Route.Near near) {
        EventStream stream = stream(near.stream());
        Field who = stream.field(near.who()).orElseThrow();
        List<EventStream> streams = new ArrayList<>(List.of(stream));
        if (who.reference() != null) {
            streams.add(stream(who.reference().stream()));
        }
        return streams;
    }

    private List<View> views(List<String> names) {
        return names.stream()
                .distinct()
                .map(name -> Objects.requireNonNull(lab.views().get(name), name))
                .toList();
    }

    private EventStream stream(String name) {
        return Objects.requireNonNull(lab.streams().get(name), name);
    }
}
