package datalab.web.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.web.http.AcceptWeights;
import datalab.web.http.HttpProblem;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The available formats, and the selection of one for a request. */
public final class RowFormats {
    /** What is had without asking. */
    public static final RowFormat DEFAULT = new JsonFormat();

    private static final RowFormat EXPORT_DEFAULT = new CsvFormat();

    /** In the order in which they are offered; a new one is a line here. */
    private static final List<RowFormat> ALL = List.of(
            DEFAULT, new NdjsonFormat(), EXPORT_DEFAULT, new ParquetFormat(), new ArrowFormat(), new GeoJsonFormat());

    private RowFormats() {}

    /**
     * Those that some rows can be had in.
     *
     * @param havePlaces whether the rows have places on earth
     */
    public static List<RowFormat> all(boolean havePlaces) {
        return ALL.stream()
                .filter(format -> havePlaces || !format.needsPlaces())
                .toList();
    }

    /** Those that all rows of a question can be had in at once; the first is had without asking. */
    public static List<RowFormat> ofExports() {
        return ALL.stream()
                .filter(format -> !format.isOfPages())
                .sorted(Comparator.comparing((RowFormat format) -> format != EXPORT_DEFAULT))
                .toList();
    }

    /**
     * The format asked for by name, or else the one that the {@code Accept} header weighs highest, or else JSON.
     *
     * @param havePlaces whether the rows have places on earth
     * @throws HttpProblem where there is no such format
     */
    public static RowFormat choose(Optional<String> name, List<String> accept, boolean havePlaces) {
        List<RowFormat> here = all(havePlaces);
        return name.isPresent() ? named(name.get(), here) : accepted(accept, here);
    }

    /** The same of all rows at once. */
    public static RowFormat chooseForExport(Optional<String> name, List<String> accept) {
        List<RowFormat> here = ofExports();
        return name.isPresent() ? named(name.get(), here, "but exports come as ") : accepted(accept, here);
    }

    /** The same of the text formats, which take rows of any kind. */
    public static RowFormat chooseText(Optional<String> name, List<String> accept) {
        List<RowFormat> here = ofText();
        return name.isPresent() ? named(name.get(), here, "expected ") : accepted(accept, here);
    }

    /** The text formats, which take rows of any kind; the first is the default. */
    public static List<RowFormat> ofText() {
        return all(false).stream().filter(RowFormat::isText).toList();
    }

    private static RowFormat accepted(List<String> accept, List<RowFormat> here) {
        AcceptWeights accepted = AcceptWeights.of(accept);
        return here.stream()
                .filter(format -> weight(format, accepted) > 0)
                .min(Comparator.comparingDouble((RowFormat format) -> -weight(format, accepted))
                        .thenComparingInt(format -> accepted.place(format.mediaRanges())))
                .orElse(here.getFirst());
    }

    /**
     * What the document says of a page of rows, by media type.
     *
     * @param row the schema of a row as JSON
     */
    public static ObjectNode content(ObjectNode row, boolean havePlaces) {
        return content(row, all(havePlaces));
    }

    private static ObjectNode content(ObjectNode row, List<RowFormat> formats) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        for (RowFormat format : formats) {
            content.putObject(format.mediaType()).set("schema", format.schema(row.deepCopy()));
        }
        return content;
    }

    /** What the document says of all rows at once, by media type. */
    public static ObjectNode exportContent(ObjectNode row) {
        return content(row, ofExports());
    }

    private static double weight(RowFormat format, AcceptWeights accepted) {
        return accepted.of(format.mediaRanges(), 0);
    }

    private static RowFormat named(String name, List<RowFormat> here, String expected) {
        return here.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> HttpProblem.badRequest("format is '" + name + "', " + expected + listed(here, " or ")));
    }

    private static RowFormat named(String name, List<RowFormat> here) {
        RowFormat format = ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> HttpProblem.badRequest("format is '" + name + "', expected " + listed(ALL, " or ")));
        if (!here.contains(format)) {
            throw HttpProblem.badRequest(
                    "format " + name + " is of streams with positions alone; " + listed(here, " and ") + " are here");
        }
        return format;
    }

    /** Such as {@code json, ndjson and csv}. */
    private static String listed(List<RowFormat> formats, String last) {
        List<String> names = formats.stream().map(RowFormat::name).toList();
        return String.join(", ", names.subList(0, names.size() - 1)) + last + names.getLast();
    }
}
