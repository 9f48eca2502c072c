package datalab.web.query;

import datalab.http.openapi.OperationParameter;
import datalab.lab.view.Rollup;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.view.Windows;
import datalab.lab.yaml.syntax.Suggestion;
import datalab.lab.yaml.view.WindowLength;
import datalab.web.http.HttpProblem;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code every}, {@code zone} and {@code by}: a view's rows merged into larger windows, fewer groups, or both. */
final class RollupParameters {
    private static final List<OperationParameter> ALL =
            List.of(PageParameters.EVERY, PageParameters.ZONE, PageParameters.BY);

    private RollupParameters() {}

    /** Those that a view takes: none that is the name of a column, by which rows are chosen. */
    static List<OperationParameter> of(ViewFold fold) {
        List<String> columns = List.copyOf(ViewPages.columns(fold).keySet());
        return ALL.stream()
                .filter(parameter -> !columns.contains(parameter.name()))
                .toList();
    }

    /** What the request wants merged; empty where it wants the view's own rows. */
    static Optional<Rollup> rollup(ViewFold fold, QueryParameters query) {
        List<String> own = OperationParameter.names(of(fold));
        String every = text(query, own, "every");
        String zone = text(query, own, "zone");
        String by = text(query, own, "by");
        if (zone != null && every == null) {
            throw HttpProblem.badRequest("zone is given without every, expected both, such as every=1d&zone=" + zone);
        }
        if (every == null && by == null) {
            return Optional.empty();
        }
        Windows windows = every == null ? null : windows(fold.view(), every, zone);
        return Optional.of(new Rollup(fold, by == null ? fold.view().by() : fields(fold.view(), by), windows));
    }

    private static @Nullable String text(QueryParameters query, List<String> own, String name) {
        return own.contains(name) ? query.text(name).orElse(null) : null;
    }

    private static Windows windows(View view, String every, @Nullable String zone) {
        if (view.every() == null) {
            throw HttpProblem.of(
                    422, "No windows", "view " + view.name() + " has no windows that every could merge; ask without");
        }
        WindowLength length = WindowLength.parse(every)
                .filter(WindowLength::isInRange)
                .orElseThrow(() -> HttpProblem.badRequest(
                        "every is '" + every + "', expected " + WindowLength.EXPECTED + ", " + WindowLength.RANGE));
        if (zone == null) {
            return length.windows(view.every() instanceof Windows.Calendar own ? own.zone() : ZoneOffset.UTC);
        }
        if (!length.isOfDates()) {
            throw HttpProblem.badRequest("every is '" + every + "' beside a zone, expected days, weeks, months or years"
                    + " there, such as 1d, 1w, 1mo or 1y; shorter windows are aligned in UTC, without zone");
        }
        return length.windows(zone(zone));
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text.replace(' ', '+')); // as a URL has it that does not escape the plus
        } catch (DateTimeException unknown) {
            String near = Suggestion.of(text, new TreeSet<>(ZoneId.getAvailableZoneIds()));
            throw HttpProblem.badRequest(
                    "zone is '" + text + "', expected a time zone such as UTC, Europe/Berlin or +08:00"
                            + (near == null ? "" : "; did you mean " + near + "?"));
        }
    }

    private static List<String> fields(View view, String by) {
        List<String> fields = new ArrayList<>();
        for (String part : by.isEmpty() ? new String[0] : by.split(",", -1)) {
            String name = part.strip();
            if (!view.by().contains(name) || fields.contains(name)) {
                throw HttpProblem.badRequest("by is '" + by + "', expected "
                        + (view.by().isEmpty()
                                ? "nothing, as view " + view.name() + " groups by no field"
                                : "names with commas between, each once, of: " + String.join(", ", view.by())));
            }
            fields.add(name);
        }
        return fields;
    }
}
