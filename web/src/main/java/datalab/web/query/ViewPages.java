package datalab.web.query;

import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Store;
import datalab.store.view.ViewLayer;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code GET /labs/{lab}/views/{view}}: rows of a view, page by page. Thread-safe. */
public final class ViewPages {
    private static final List<String> WINDOWED = List.of("from", "to");
    private static final List<String> OWN = List.of("limit", "after", "order", "layer", "format");

    private final Store store;
    private final Clock clock;

    public ViewPages(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The parameters that a query of a view knows; a group-by field of the same name as one cannot be a filter. */
    public static List<String> known(View view, EventStream stream) {
        List<String> known = new ArrayList<>();
        if (view.every() != null) {
            known.addAll(WINDOWED);
        }
        known.addAll(OWN);
        known.addAll(filters(view, stream));
        return known;
    }

    static List<String> filters(View view, EventStream stream) {
        return view.by().stream()
                .filter(name -> stream.indexOf(name) >= 0 && !OWN.contains(name) && !WINDOWED.contains(name))
                .toList();
    }

    public ViewQuery question(ViewFold fold, EventStream stream, QueryParameters query) {
        View view = fold.view();
        TimeParameters times = new TimeParameters(stream, clock);
        String layer = query.word("layer", "merged", List.of("merged", "speed", "batch"));
        return new ViewQuery(
                fold,
                query.time("from", times),
                query.time("to", times),
                FieldParameters.filters(query, stream, filters(view, stream), times),
                query.isDescending(),
                query.text("after")
                        .map(after -> ViewCursor.decode(view, stream, after))
                        .orElse(null),
                query.limit(),
                ViewLayer.valueOf(layer.toUpperCase(Locale.ROOT)));
    }

    public Page<ViewRow> page(ViewQuery asked) {
        return Page.of(
                store.page(asked.withLimit(asked.limit() + 1)), asked.limit(), row -> ViewCursor.encode(row.key()));
    }
}
