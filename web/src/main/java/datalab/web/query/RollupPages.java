package datalab.web.query;

import datalab.lab.Lab;
import datalab.lab.view.CoarserView;
import datalab.lab.view.Rollup;
import datalab.lab.view.RowKey;
import datalab.lab.view.View;
import datalab.lab.view.Windows;
import datalab.store.result.BoundedRows;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
     * @param rows those to be merged
     * @param wanted of the merged ones
     */
    RollupQuery toQuery(Rollup rollup, ViewQuery rows, ViewQuery wanted) {
        rollup.misfit(from(rows), to(rows)).ifPresent(border -> {
            throw misfit(rollup, rows, border);
        });
        Windows every = rollup.every();
        Instant after = wanted.after() == null ? null : wanted.after().windowStart();
        if (every != null && after != null && !every.start(after).equals(after)) {
            throw Cursor.malformed();
        }
        return new RollupQuery(rollup, rows, wanted, coarser(rollup, rows));
    }

    /** Views that need fewer rows for the same answer. */
    private List<CoarserView> coarser(Rollup rollup, ViewQuery rows) {
        return catalog.lab(rows.fold().view().lab()).views().values().stream()
                .flatMap(view -> CoarserView.of(rows.fold(), catalog.fold(view)).stream())
                .filter(view -> view.fits(rollup))
                .sorted(CoarserView.FEWEST_ROWS)
                .toList();
    }

    Page<ViewRow> page(RollupQuery asked) {
        int limit = asked.wanted().limit();
        return Page.of(
                found(asked.withLimit(limit + 1), views::rollup), limit, row -> ViewPages.cursor(asked.wanted(), row));
    }

    /** What a store finds, or why there is no answer. */
    BoundedRows<ViewRow> found(RollupQuery asked, Function<RollupQuery, RollupResult> store) {
        return switch (store.apply(asked)) {
            case RollupResult.Merged(var merged) -> merged;
            case RollupResult.Misfit(RowKey row, Instant border) -> throw misfit(asked.rollup(), asked.rows(), border);
            case RollupResult.TooMany(int max) -> throw tooMany(asked, max);
        };
    }

    private static HttpProblem tooMany(RollupQuery asked, int max) {
        List<String> by = asked.rows().fold().view().by();
        return HttpProblem.tooMany(
                max,
                "merged rows, and sort and latest have to look at all of them",
                Stream.concat(Stream.of("from", "to"), by.stream()).collect(Collectors.joining(", "))
                        + ", or with larger windows or fewer groups");
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
