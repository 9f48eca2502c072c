package datalab.web.query;

import datalab.lab.view.Rollup;
import datalab.lab.view.ViewFold;
import datalab.store.Views;
import datalab.store.view.RollupQuery;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import datalab.web.cache.QueryCost;
import datalab.web.format.RowLayout;
import java.time.Clock;
import java.util.function.Supplier;

/** What a question of a view is answered with: its rows as they are kept, or merged. Thread-safe. */
public final class ViewAnswers {
    private final ViewPages rows;
    private final RollupPages merged;

    public ViewAnswers(LabCatalog catalog, Views views, Clock clock) {
        this.rows = new ViewPages(views, clock);
        this.merged = new RollupPages(catalog, views, clock);
    }

    /** A page, which the store is asked for when it is wanted, what that costs, and how its rows look. */
    public record Answered(QueryCost cost, RowLayout<ViewRow> layout, Supplier<Page<ViewRow>> page) {}

    /**
     * The answer to a question.
     *
     * @param fold the view's served definition
     */
    public Answered of(ViewFold fold, QueryParameters query) {
        return RollupParameters.rollup(fold, query)
                .map(rollup -> ofMerged(rollup, fold, query))
                .orElseGet(() -> ofRows(fold, query));
    }

    private Answered ofRows(ViewFold fold, QueryParameters query) {
        ViewQuery asked = rows.toQuery(fold, query);
        RowLayout<ViewRow> layout = ChosenColumns.of(new ViewLayout(fold), query);
        QueryCost cost = PointsParameter.cost(query, QueryCost.of(asked));
        return new Answered(cost, layout, () -> rows.page(asked, query, layout));
    }

    private Answered ofMerged(Rollup rollup, ViewFold fold, QueryParameters query) {
        RollupQuery asked = merged.toQuery(rollup, rows.toQuery(fold, query.without("after")), query);
        RowLayout<ViewRow> layout = ChosenColumns.of(new ViewLayout(rollup.fold()), query);
        return new Answered(QueryCost.HEAVY, layout, () -> merged.page(asked));
    }
}
