package datalab.web.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.OperationParameter;
import datalab.web.format.RowFormat;
import datalab.web.format.RowFormats;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * The parameters that pages of rows share, which the document describes once. What cannot be given beside another has no
 * {@code default} in the document: generated clients send those with each request.
 */
public final class PageParameters {
    private static final String TIMES =
            "RFC 3339, a date, a time without zone (then in the stream's), seconds or milliseconds since 1970, now, or back from"
                    + " now such as -15m, -6h or -7d";

    public static final OperationParameter FROM = shared("from", "from this time on; " + TIMES, JsonSchema.someText());
    public static final OperationParameter TO = shared("to", "before this time; " + TIMES, JsonSchema.someText());
    public static final OperationParameter LIMIT = shared(
            "limit",
            "the most rows of a page; " + QueryParameters.LIMIT_DEFAULT + " where it is left out",
            JsonSchema.wholeNumber(1, QueryParameters.LIMIT_MAX));
    public static final OperationParameter AFTER =
            shared("after", "the after of the page before", JsonSchema.someText());
    static final OperationParameter ORDER =
            shared("order", "by time; asc where it is left out", JsonSchema.words(List.of("asc", "desc")));
    static final OperationParameter SORT = shared(
            "sort",
            "instead of order: names of columns with commas between, a minus before one for its greatest values first;"
                    + " rows without a value are last",
            JsonSchema.someText());
    public static final OperationParameter FIELDS = shared(
            "fields", "only these columns, in this order: their names with commas between", JsonSchema.someText());
    static final OperationParameter LATEST = shared(
            "latest",
            "of each key only so many rows, the newest",
            JsonSchema.wholeNumber(1, QueryParameters.LATEST_MAX));
    static final OperationParameter POINTS = shared(
            "points",
            "for a chart: of each key about so many rows, which keep the extremes of every number; instead of limit",
            JsonSchema.wholeNumber(PointsParameter.MIN, PointsParameter.MAX));
    static final OperationParameter EVERY = shared(
            "every", "rows merged into windows of this length, such as 1h, 1d, 1w, 1mo or 1y", JsonSchema.someText());
    static final OperationParameter ZONE = shared(
            "zone",
            "beside every: whose days, weeks, months or years, such as Asia/Shanghai; the view's own zone where it is missing",
            JsonSchema.someText());
    static final OperationParameter BY = shared(
            "by",
            "rows merged into groups of these fields alone: names with commas between, nothing for one group; without every, one"
                    + " row for each group",
            JsonSchema.text());
    static final OperationParameter LAYER =
            shared("layer", "which layers' results", words(List.of("merged", "batch", "speed")));

    private static final OperationParameter FORMAT = shared("format", "instead of the Accept header", formats(false));
    private static final OperationParameter FORMAT_OF_PLACES = OperationParameter.query(
                    "format", "instead of the Accept header; geojson for a FeatureCollection", formats(true))
            .shared("format_of_places");

    private static final OperationParameter EXPORT_FORMAT = OperationParameter.query(
                    "format", "instead of the Accept header", words(names(RowFormats.ofExports())))
            .shared("format_of_exports");

    /** Of pages alone, not of an export. */
    private static final List<OperationParameter> OF_PAGES = List.of(LIMIT, AFTER, POINTS);

    private static final List<OperationParameter> OF_MERGING = List.of(EVERY, ZONE, BY);

    private PageParameters() {}

    /** The parameters of all rows at once, of those of pages. */
    public static List<OperationParameter> ofExport(List<OperationParameter> ofPages) {
        return ofPages.stream()
                .filter(parameter -> !OF_PAGES.contains(parameter))
                .map(parameter -> parameter.name().equals("format") ? EXPORT_FORMAT : parameter)
                .toList();
    }

    /** The same of what an endpoint of pages takes. */
    public static KnownParameters ofExport(KnownParameters ofPages) {
        return ofPages.without(OperationParameter.names(OF_PAGES));
    }

    /** Those of a view's pages by which rows are merged. */
    public static List<OperationParameter> ofMerging(List<OperationParameter> ofPages) {
        return ofPages.stream().filter(OF_MERGING::contains).toList();
    }

    /** Which format the rows come in. */
    public static OperationParameter format(boolean havePlaces) {
        return havePlaces ? FORMAT_OF_PLACES : FORMAT;
    }

    /** All that the document has among its components. */
    public static List<OperationParameter> all() {
        return List.of(
                FROM,
                TO,
                LIMIT,
                AFTER,
                ORDER,
                SORT,
                FIELDS,
                LATEST,
                POINTS,
                EVERY,
                ZONE,
                BY,
                LAYER,
                FORMAT,
                FORMAT_OF_PLACES,
                EXPORT_FORMAT);
    }

    /**
     * An endpoint's own parameters, and those by which its rows are chosen.
     *
     * @param possible which of some columns can be asked for
     */
    public static List<OperationParameter> withFilters(
            List<OperationParameter> own,
            FilterParameters filters,
            Function<Collection<String>, Collection<String>> possible) {
        List<OperationParameter> all = new ArrayList<>(own);
        all.addAll(filters.described(possible.apply(filters.columns())));
        return all;
    }

    private static OperationParameter shared(String name, String description, ObjectNode schema) {
        return OperationParameter.query(name, description, schema).shared(name);
    }

    private static ObjectNode formats(boolean havePlaces) {
        return words(names(RowFormats.all(havePlaces)));
    }

    private static List<String> names(List<RowFormat> formats) {
        return formats.stream().map(RowFormat::name).toList();
    }

    /** The first is what stands for none. */
    private static ObjectNode words(List<String> words) {
        return JsonSchema.words(words).put("default", words.getFirst());
    }
}
