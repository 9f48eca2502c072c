package datalab.web.query;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.lab.view.CoarserView;
import datalab.lab.view.Rollup;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.view.Windows;
import datalab.store.view.RollupQuery;
import datalab.store.view.RollupResult;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewReader;
import datalab.store.view.ViewRow;
import datalab.web.http.HttpProblem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages of a view's rows that are merged as {@link RollupParameters} say. Thread-safe. */
final class RollupPages {
    /** The period in which windows have to fit where a question does not say one: a year has all changes of clocks. */
    private static final Duration PERIOD = Duration.ofDays(400);

    private static final int SHOWN_VIEWS_MAX = 5;

    private final LabCatalog catalog;
    private final ViewReader views;
    private final Clock clock;

    RollupPages(LabCatalog catalog, ViewReader views, Clock clock) {
        this.catalog = catalog;
        this.views = views;
        this.clock = clock;
    }

    /**
     * The query of a request.
     *
     * @param rows the query of the rows to be merged, without {@code after}
     */
    RollupQuery toQuery(Rollup rollup, ViewQuery rows, QueryParameters query) {
        if (rows.latest() > 0 || rows.readsColumns() || query.text("points").isPresent()) {
            throw HttpProblem.of(
                    422,
                    "Not of merged rows",
                    "latest, sort, points and filters by columns that are no group-by field do not go with every and by; ask"
                            + " without them");
        }
        rollup.misfit(from(rows), to(rows)).ifPresent(border -> {
            throw misfit(rollup, rows, border);
        });
        RowKey after = query.text("after").map(text -> after(rollup, text)).orElse(null);
        return new RollupQuery(rollup, rows, after, coarser(rollup, rows));
    }

    /** Views that need fewer rows for the same answer. */
    private List<CoarserView> coarser(Rollup rollup, ViewQuery rows) {
        return catalog.lab(rows.fold().view().lab()).views().values().stream()
                .flatMap(view -> CoarserView.of(rows.fold(), catalog.fold(view)).stream())
                .filter(view -> view.fits(rollup))
                .sorted(CoarserView.FEWEST_ROWS)
                .toList();
    }

    private static RowKey after(Rollup rollup, String text) {
        ViewFold fold = rollup.fold();
        EventStream stream = fold.stream();
        RowKey after = ViewCursor.decode(fold.view(), stream, text);
        Windows every = rollup.every();
        if (every != null
                && after.windowStart() != null
                && !every.start(after.windowStart()).equals(after.windowStart())) {
            throw Cursor.malformed();
        }
        return after;
    }

    Page<ViewRow> page(RollupQuery asked) {
        ViewQuery rows = asked.rows();
        RollupQuery withNext =
                new RollupQuery(asked.rollup(), rows.withLimit(rows.limit() + 1), asked.after(), asked.coarser());
        return switch (views.rollup(withNext)) {
            case RollupResult.Merged(var merged) -> Page.of(merged, rows.limit(), row -> ViewCursor.encode(row.key()));
            case RollupResult.Misfit(RowKey row, Instant border) -> throw misfit(asked.rollup(), rows, border);
        };
    }

    private Instant from(ViewQuery rows) {
        return rows.from() == null ? to(rows).minus(PERIOD) : rows.from();
    }

    private Instant to(ViewQuery rows) {
        Instant now = clock.instant();
        if (rows.to() != null) {
            return rows.to();
        }
        return rows.from() == null || rows.from().plus(PERIOD).isBefore(now)
                ? now
                : rows.from().plus(PERIOD);
    }

    private HttpProblem misfit(Rollup rollup, ViewQuery rows, Instant border) {
        View view = rows.fold().view();
        List<String> fitting = fitting(rollup, rows);
        return HttpProblem.of(
                422,
                "Windows do not fit",
                "a window of " + text(rollup.every()) + " begins at " + border + ", within one of view " + view.name()
                        + " ("
                        + text(view.every()) + "), so its rows cannot be told apart; "
                        + (fitting.isEmpty()
                                ? "ask for multiples of these windows, or in another zone"
                                : "ask " + String.join(" or ", fitting) + " instead"));
    }

    private static String text(@Nullable Windows windows) {
        return switch (windows) {
            case null -> "none";
            case Windows.Fixed fixed -> fixed.length();
            case Windows.Calendar calendar -> calendar.length() + " in " + calendar.zone();
        };
    }

    /** Other views of the same stream whose windows fit, and that group by what is asked for. */
    private List<String> fitting(Rollup rollup, ViewQuery rows) {
        View view = rows.fold().view();
        Lab lab = catalog.lab(view.lab());
        return lab.views().values().stream()
                .filter(other -> other.stream().equals(view.stream())
                        && other.every() != null
                        && other.by().containsAll(rollup.fold().view().by()))
                .filter(other -> new Rollup(
                                catalog.fold(other), rollup.fold().view().by(), rollup.every())
                        .misfit(from(rows), to(rows))
                        .isEmpty())
                .map(View::name)
                .limit(SHOWN_VIEWS_MAX)
                .toList();
    }
}
