package datalab.web.sql;

import datalab.http.Response;
import datalab.store.result.QueryTimeout;
import datalab.store.result.StoreUnavailable;
import datalab.store.sql.SqlAnswer;
import datalab.store.sql.SqlRefused;
import datalab.web.format.RowFormat;
import datalab.web.format.RowWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Streams the rows of a question. Where they are more than an answer may have, or the question fails in the middle, the
 * connection is broken off, so that nobody takes a part for the whole.
 */
final class SqlDownload {
    static final int ROWS_MAX = 1_000_000;
    static final long BYTES_MAX = 256L * 1024 * 1024;

    private final RowFormat format;
    private final int rowsMax;
    private final boolean isCutAtMax;
    private int rows;

    /** @param limit after which the client wants no more rows; null for all there are */
    SqlDownload(RowFormat format, @Nullable Integer limit) {
        this.format = format;
        this.rowsMax = limit == null ? ROWS_MAX : limit;
        this.isCutAtMax = limit == null;
    }

    void send(Response response, String name, SqlAnswer answer) {
        response
                .header("Content-Type", format.contentType())
                .header("Cache-Control", "no-store")
                .header("Content-Disposition", "attachment; filename=\"" + name + "." + format.name() + '"')
                .stream(out -> write(new CountedOutput(out, BYTES_MAX), answer));
    }

    private void write(OutputStream out, SqlAnswer answer) throws IOException {
        try (RowWriter<List<@Nullable String>> writer = format.open(out, new SqlLayout(answer.columns()))) {
            answer.each(row -> write(writer, row));
            writer.end(null);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (SqlRefused | QueryTimeout | StoreUnavailable e) {
            throw new IOException(e);
        }
    }

    /** Whether there may be more. */
    private boolean write(RowWriter<List<@Nullable String>> writer, List<@Nullable String> row) {
        if (rows == rowsMax) {
            if (isCutAtMax) {
                throw new UncheckedIOException(new IOException("there are more than " + rowsMax + " rows"));
            }
            return false;
        }
        rows++;
        try {
            writer.write(row);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
