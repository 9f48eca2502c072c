package datalab.web.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A format in which rows can be had. Each is one class and its line in {@link RowFormats}: from there {@code format=}, the
 * {@code Accept} header and the OpenAPI document know it. Stateless and thread-safe.
 */
public interface RowFormat {
    /** Its name in {@code format=}, which files in it have as their extension. */
    String name();

    /** The value of {@code Content-Type}. */
    String contentType();

    /** The ranges of an {@code Accept} header that ask for it, the most exact first. */
    List<String> mediaRanges();

    /** Whether it can only show rows that have a place on earth. */
    default boolean needsPlaces() {
        return false;
    }

    /** Whether it is of pages alone, with a cursor to the next one among its rows, and not of all rows at once. */
    default boolean isOfPages() {
        return false;
    }

    /** Whether it is text, which compresses well. */
    default boolean isText() {
        return true;
    }

    /** The content type without parameters. */
    default String mediaType() {
        return contentType().split(";", 2)[0];
    }

    /**
     * The JSON Schema of a page in this format; of what is not JSON that of a text.
     *
     * @param row the schema of a row as JSON, which may be kept
     */
    default ObjectNode schema(ObjectNode row) {
        return JsonNodeFactory.instance.objectNode().put("type", "string");
    }

    /** Begins a page, or all rows. What it writes may stay in memory until {@link RowWriter#end}. */
    <T> RowWriter<T> open(OutputStream out, RowLayout<T> layout) throws IOException;
}
