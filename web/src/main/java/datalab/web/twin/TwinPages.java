package datalab.web.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.store.Archive;
import datalab.web.format.RowLayout;
import datalab.web.http.HttpProblem;
import datalab.web.points.ReadingTime;
import datalab.web.query.ArchiveCapabilities;
import datalab.web.query.KnownParameters;
import datalab.web.query.Page;
import datalab.web.query.QueryParameters;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/**
 * {@code GET /labs/{lab}/twins/{key}}: what was observed of a key, what models had expected of it and expect next, and what
 * scenarios made up, slot by slot. Thread-safe.
 */
public final class TwinPages {
    public static final KnownParameters KNOWN = TwinParameters.KNOWN;

    private final Archive archive;
    private final TwinForecasts forecasts;
    private final Clock clock;

    public TwinPages(Archive archive, TwinForecasts forecasts, Clock clock) {
        this.archive = archive;
        this.forecasts = forecasts;
        this.clock = clock;
    }

    /** As the document has them, of a lab with models. */
    public static List<OperationParameter> parameters(Lab lab) {
        return TwinParameters.of(lab);
    }

    /** Of a row of such a lab. */
    public static ObjectNode row(Lab lab) {
        List<String> units = lab.models().values().stream()
                .map(model -> Objects.requireNonNull(lab.streams().get(model.of()))
                        .field(model.value())
                        .orElseThrow())
                .map(field -> Objects.requireNonNullElse(field.unit(), ""))
                .distinct()
                .toList();
        boolean isOne = units.size() == 1 && !units.getFirst().isEmpty();
        return TwinLayout.schema(isOne ? units.getFirst() : null);
    }

    /** Of a key of such a lab, in the path. */
    public static OperationParameter key() {
        return OperationParameter.path("key", JsonSchema.someText());
    }

    /** What is asked, checked. */
    public TwinQuestion toQuestion(Lab lab, String key, QueryParameters query) {
        if (lab.models().isEmpty()) {
            throw HttpProblem.notFound(
                    "lab " + lab.name() + " has no models, so no twins; lab.yaml declares some under models:");
        }
        TwinQuestion asked = TwinParameters.parse(lab, key, query, clock);
        EventStream stream = asked.stream();
        new ArchiveCapabilities(archive, stream).requireFilters(List.of(Objects.requireNonNull(stream.key())));
        return asked;
    }

    public static RowLayout<TwinRow> layout(TwinQuestion asked) {
        return new TwinLayout(asked.value().unit());
    }

    /** All rows at once, in order of time, then of {@link TwinKind} and name. */
    public Page<TwinRow> page(TwinQuestion asked) {
        ReadingTime time = new ReadingTime("the twin of " + asked.key(), clock);
        return new Page<>(new TwinReading(archive, asked, time).rows(forecasts), null);
    }
}
