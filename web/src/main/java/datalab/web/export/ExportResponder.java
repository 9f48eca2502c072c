package datalab.web.export;

import datalab.http.Request;
import datalab.http.Response;
import datalab.store.result.QueryTimeout;
import datalab.store.result.StoreUnavailable;
import datalab.web.format.RowWriter;
import datalab.web.http.HttpProblem;
import datalab.web.http.Preconditions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams exports. A fault in the middle breaks the connection off, as the client must not take what it has for all. Thread-safe.
 */
final class ExportResponder {
    private static final Logger LOG = LoggerFactory.getLogger(ExportResponder.class);
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Headers are bounded; files have it whole. */
    private static final int QUESTION_CHARACTERS_MAX = 4_000;

    private static final String VERSION = Optional.ofNullable(
                    ExportResponder.class.getPackage().getImplementationVersion())
            .orElse("development");

    private final Duration max;

    /**
     * A responder with a limit.
     *
     * @param max how long an export may take
     */
    ExportResponder(Duration max) {
        this.max = max;
    }

    <T> void send(Request request, Response response, Export<T> export) {
        boolean gzip = export.format().isText() && Preconditions.acceptsGzip(request.headers("Accept-Encoding"));
        response.header("Cache-Control", "no-cache")
                .header("ETag", "W/\"" + export.etag() + '"')
                .add("Vary", "Accept, Accept-Encoding");
        if (Preconditions.has(request.headers("If-None-Match"), export.etag())) {
            response.status(304).send();
            return;
        }
        export.rows().begin();
        response.header("Content-Type", export.format().contentType())
                .header("Content-Disposition", "attachment; filename=\"" + export.fileName() + '"')
                .header("DataLab-Cut", export.cut())
                .header("DataLab-Version", VERSION);
        if (export.question().length() <= QUESTION_CHARACTERS_MAX) {
            response.header("DataLab-Question", export.question());
        }
        export.estimate().get().ifPresent(rows -> response.header("DataLab-Rows-Estimate", Long.toString(rows)));
        if (gzip) {
            response.header("Content-Encoding", "gzip");
        }
        if (request.method().equals("HEAD")) {
            response.sendWithoutLength();
        } else {
            response.stream(out -> write(request, out, gzip, export));
        }
    }

    private <T> void write(Request request, OutputStream out, boolean gzip, Export<T> export) throws IOException {
        OutputStream timed = new TimedOutput(out, max);
        OutputStream body = gzip ? new GZIPOutputStream(timed, BUFFER_BYTES) : timed;
        try (RowWriter<T> writer = export.format().open(body, export.layout())) {
            export.rows().each(row -> {
                write(writer, row);
                return true;
            });
            writer.end(null);
            if (body instanceof GZIPOutputStream zipped) {
                zipped.finish();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (StoreUnavailable | QueryTimeout | HttpProblem e) {
            LOG.atWarn()
                    .addKeyValue("path", request.path())
                    .addKeyValue("error", e.getMessage())
                    .log("export broken off");
            throw new IOException(e);
        }
    }

    private static <T> void write(RowWriter<T> writer, T row) {
        try {
            writer.write(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
