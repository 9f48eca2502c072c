package datalab.web.query;

import datalab.http.openapi.OperationParameter;
import datalab.lab.expression.Column;
import datalab.lab.view.ViewFold;
import datalab.store.Views;
import datalab.store.query.Sort;
import datalab.store.view.ViewLayer;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import datalab.web.format.RowLayout;
import datalab.web.points.ViewPoints;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** {@code GET /labs/{lab}/views/{view}}: rows of a view, page by page. Thread-safe. */
public final class ViewPages {
    private static final List<OperationParameter> OWN = List.of(
            PageParameters.LIMIT,
            PageParameters.AFTER,
            PageParameters.ORDER,
            PageParameters.SORT,
            PageParameters.FIELDS,
            PageParameters.LAYER,
            PageParameters.format(false));
    private static final List<OperationParameter> OWN_OF_WINDOWS = Stream.concat(
                    Stream.of(PageParameters.FROM, PageParameters.TO, PageParameters.LATEST, PageParameters.POINTS),
                    OWN.stream())
            .toList();
    private static final List<OperationParameter> OF_WINDOWS_ALONE = List.of(PageParameters.EVERY, PageParameters.ZONE);
    private static final List<String> OWN_NAMES = OperationParameter.names(OWN_OF_WINDOWS);

    private final Views views;
    private final Clock clock;

    public ViewPages(Views views, Clock clock) {
        this.views = views;
        this.clock = clock;
    }

    /** The parameters that a query of a view knows. */
    public static KnownParameters known(ViewFold fold) {
        return new KnownParameters(OperationParameter.names(own(fold)), filters(fold));
    }

    /** The same as the document has them. */
    public static List<OperationParameter> parameters(ViewFold fold) {
        List<OperationParameter> possible = own(fold).stream()
                .filter(parameter -> fold.view().every() != null || !OF_WINDOWS_ALONE.contains(parameter))
                .toList();
        return PageParameters.withFilters(possible, filters(fold), columns -> columns);
    }

    static FilterParameters filters(ViewFold fold) {
        List<Column> columns = columns(fold).values().stream()
                .filter(column -> !column.name().equals(ViewQuery.WINDOW_START))
                .toList();
        return fold.view().every() == null
                ? FilterParameters.of(columns, OWN_NAMES)
                : FilterParameters.of(columns, OWN_NAMES, ViewQuery.WINDOW_START);
    }

    /** By the group-by fields of a view alone. */
    public static FilterParameters groupFilters(ViewFold fold, Collection<String> own) {
        List<String> by = fold.view().by();
        return FilterParameters.of(
                columns(fold).values().stream()
                        .filter(column -> by.contains(column.name()))
                        .toList(),
                own);
    }

    private static List<OperationParameter> own(ViewFold fold) {
        return Stream.concat(
                        (fold.view().every() == null ? OWN : OWN_OF_WINDOWS).stream(),
                        RollupParameters.of(fold).stream())
                .toList();
    }

    /** All columns of a row, by name. */
    static Map<String, Column> columns(ViewFold fold) {
        Map<String, Column> columns = new LinkedHashMap<>();
        new ViewLayout(fold).columns().forEach(column -> columns.put(column.name(), column));
        return columns;
    }

    public ViewQuery toQuery(ViewFold fold, QueryParameters query) {
        PointsParameter.check(query);
        TimeParameters times = new TimeParameters(fold.stream(), clock);
        String layer = query.word("layer", "merged", List.of("merged", "speed", "batch"));
        Sort sort = SortParameter.parse(query, columns(fold));
        Boolean byWindow = SortParameter.isDescendingBy(sort, ViewQuery.WINDOW_START);
        ViewQuery first = new ViewQuery(
                fold,
                query.time("from", times),
                query.time("to", times),
                filters(fold).parse(query, times),
                query.latest(),
                byWindow == null ? query.isDescending() : byWindow,
                byWindow == null ? sort : Sort.USUAL,
                null,
                query.limit(),
                ViewLayer.valueOf(layer.toUpperCase(Locale.ROOT)));
        return query.text("after").map(after -> following(first, after)).orElse(first);
    }

    private static ViewQuery following(ViewQuery first, String after) {
        ViewFold fold = first.fold();
        if (first.sort().isUsual()) {
            return first.following(first.sort(), ViewCursor.decode(fold.view(), fold.stream(), after));
        }
        SortCursor.Place place = SortCursor.decode(first.sort(), columns(fold), after);
        return first.following(place.sort(), ViewCursor.decode(fold.view(), fold.stream(), place.after()));
    }

    /**
     * What a request is answered with: a page, or the points that it asks for.
     *
     * @param layout the columns that are wanted
     */
    public Page<ViewRow> page(ViewQuery asked, QueryParameters query, RowLayout<ViewRow> layout) {
        List<String> columns = asked.fold().columns().stream().map(Column::name).toList();
        return PointsParameter.of(query, layout, columns)
                .map(points -> Page.of(new ViewPoints(views, clock).select(asked, points)))
                .orElseGet(() -> page(asked));
    }

    /** The parameters with times relative to now resolved to absolute ones. */
    public static Map<String, String> effective(ViewQuery asked) {
        return TimeParameters.effective(asked.from(), asked.to());
    }

    public Page<ViewRow> page(ViewQuery asked) {
        return Page.of(views.page(asked.withLimit(asked.limit() + 1)), asked.limit(), row -> cursor(asked, row));
    }

    static String cursor(ViewQuery asked, ViewRow last) {
        String usual = ViewCursor.encode(last.key());
        return asked.sort().isUsual() ? usual : SortCursor.encode(asked.sort(), asked.sortValues(last), usual);
    }
}
