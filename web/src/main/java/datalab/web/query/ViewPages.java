package datalab.web.query;

import datalab.http.openapi.OperationParameter;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.store.Views;
import datalab.store.view.ViewLayer;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code GET /labs/{lab}/views/{view}}: rows of a view, page by page. Thread-safe. */
public final class ViewPages {
    private static final List<OperationParameter> OWN = List.of(
            PageParameters.LIMIT,
            PageParameters.AFTER,
            PageParameters.ORDER,
            PageParameters.LAYER,
            PageParameters.format(false));
    private static final List<OperationParameter> OWN_OF_WINDOWS = Stream.concat(
                    Stream.of(PageParameters.FROM, PageParameters.TO), OWN.stream())
            .toList();
    private static final List<String> OWN_NAMES = OperationParameter.names(OWN_OF_WINDOWS);

    private final Views views;
    private final Clock clock;

    public ViewPages(Views views, Clock clock) {
        this.views = views;
        this.clock = clock;
    }

    /** The parameters that a query of a view knows; a group-by field of the same name as one cannot be a filter. */
    public static List<String> known(View view, EventStream stream) {
        return PageParameters.names(own(view), filters(view, stream));
    }

    /** The same as the document has them. */
    public static List<OperationParameter> parameters(View view, EventStream stream) {
        return PageParameters.withFilters(own(view), stream, filters(view, stream));
    }

    static List<String> filters(View view, EventStream stream) {
        return view.by().stream()
                .filter(name -> stream.indexOf(name) >= 0 && !OWN_NAMES.contains(name))
                .toList();
    }

    private static List<OperationParameter> own(View view) {
        return view.every() == null ? OWN : OWN_OF_WINDOWS;
    }

    public ViewQuery toQuery(ViewFold fold, EventStream stream, QueryParameters query) {
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
                views.page(asked.withLimit(asked.limit() + 1)), asked.limit(), row -> ViewCursor.encode(row.key()));
    }
}
