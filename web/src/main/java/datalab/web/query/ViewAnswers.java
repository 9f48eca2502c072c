package datalab.web.query;

import datalab.lab.view.Rollup;
import datalab.lab.view.ViewFold;
import datalab.store.Views;
import datalab.store.result.BoundedRows;
import datalab.store.snapshot.ViewSnapshot;
import datalab.store.view.RollupQuery;
import datalab.store.view.ViewQuery;
import datalab.store.view.ViewRow;
import datalab.web.cache.QueryCost;
import datalab.web.format.RowLayout;
import datalab.web.http.HttpProblem;
import java.time.Clock;
import java.util.Optional;
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

    /** What the rows are of that a question is answered with: the view, or what they are merged into. */
    public static ViewFold shown(ViewFold fold, QueryParameters query) {
        return RollupParameters.rollup(fold, query).map(Rollup::fold).orElse(fold);
    }

    /** The view's own rows that a question is about. */
    public ViewQuery rows(ViewFold fold, QueryParameters query) {
        return rows.toQuery(fold, query);
    }

    /** What a question of merged rows is; empty where it is of the view's own. */
    public Optional<RollupQuery> merged(ViewFold fold, QueryParameters query) {
        return RollupParameters.rollup(fold, query).map(rollup -> merged(rollup, fold, query));
    }

    /**
     * A page of merged rows of one moment; as many as the question wants, or fewer where there are no more, or they are cut.
     *
     * @throws HttpProblem where they cannot be merged
     */
    public BoundedRows<ViewRow> merged(RollupQuery asked, ViewSnapshot moment) {
        return merged.found(asked, moment::rollup);
    }

    private RollupQuery merged(Rollup rollup, ViewFold fold, QueryParameters query) {
        if (query.text("points").isPresent()) {
            throw HttpProblem.of(422, "Not of merged rows", "points does not go with every and by; ask without it");
        }
        ViewQuery own = rows.toQuery(fold, query.without("after").without("sort"));
        return merged.toQuery(rollup, own.ofGroups(), rows.toQuery(rollup.fold(), query));
    }

    private Answered ofRows(ViewFold fold, QueryParameters query) {
        ViewQuery asked = rows.toQuery(fold, query);
        RowLayout<ViewRow> layout = ChosenColumns.of(new ViewLayout(fold), query);
        QueryCost cost = PointsParameter.cost(query, QueryCost.of(asked));
        return new Answered(cost, layout, () -> rows.page(asked, query, layout));
    }

    private Answered ofMerged(Rollup rollup, ViewFold fold, QueryParameters query) {
        RollupQuery asked = merged(rollup, fold, query);
        RowLayout<ViewRow> layout = ChosenColumns.of(new ViewLayout(rollup.fold()), query);
        return new Answered(QueryCost.HEAVY, layout, () -> merged.page(asked));
    }
}
