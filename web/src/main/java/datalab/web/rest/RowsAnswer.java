package datalab.web.rest;

import datalab.web.format.RowFormat;
import datalab.web.format.RowLayout;
import datalab.web.format.RowWriter;
import datalab.web.http.Answer;
import datalab.web.query.Page;
import datalab.web.query.QueryParameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A page of rows as an answer, in the format that was asked for. */
final class RowsAnswer {
    private static final int BYTES_AT_FIRST = 64 * 1024;

    private RowsAnswer() {}

    /** @param query the query, for the link to the next page */
    static <T> Answer of(Page<T> page, RowLayout<T> layout, RowFormat format, QueryParameters query) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(BYTES_AT_FIRST);
        try (RowWriter<T> writer = format.open(out, layout)) {
            for (T row : page.rows()) {
                writer.write(row);
            }
            writer.end(page.after());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return Answer.of(format.contentType(), out.toByteArray())
                .withNext(page.next(query))
                .withBucket(page.bucket());
    }
}
