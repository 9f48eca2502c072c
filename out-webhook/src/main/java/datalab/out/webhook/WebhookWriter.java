package datalab.out.webhook;

import datalab.store.output.OutputRow;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Posts rows, one request after the other. One that is refused is halved until the rows are found that it is refused for. Owned
 * by one thread.
 */
final class WebhookWriter implements OutputWriter {
    /** In UTF-8 less than the MiB that web servers take unless told otherwise. */
    private static final int REQUEST_CHARS_MAX = 256 << 10;

    private final WebhookClient client;
    private final URI uri;
    private final RowsJson json;
    private final int batch;

    WebhookWriter(WebhookClient client, URI uri, RowsJson json, int batch) {
        this.client = client;
        this.uri = uri;
        this.json = json;
        this.batch = batch;
    }

    /** A row with its JSON. */
    private record Line(OutputRow row, String json) {}

    @Override
    public List<RefusedRow> write(long version, List<OutputRow> rows) {
        List<RefusedRow> refused = new ArrayList<>();
        List<Line> request = new ArrayList<>();
        int chars = 0;
        for (OutputRow row : rows) {
            Line line = new Line(row, json.row(row));
            if (request.size() == batch
                    || (!request.isEmpty() && chars + line.json().length() > REQUEST_CHARS_MAX)) {
                send(version, request, refused);
                request.clear();
                chars = 0;
            }
            request.add(line);
            chars += line.json().length();
        }
        if (!request.isEmpty()) {
            send(version, request, refused);
        }
        return refused;
    }

    @Override
    public int rowsTogether() {
        return batch;
    }

    @Override
    public void close() {}

    private void send(long version, List<Line> lines, List<RefusedRow> refused) {
        WebhookAnswer answer = post(version, lines);
        if (!answer.isTaken()) {
            checkSettings(version);
            halve(version, lines, answer, refused);
        }
    }

    /** Where not even a request without rows is taken, URL, path or secret are wrong, and no row is to blame. */
    private void checkSettings(long version) {
        WebhookAnswer answer = post(version, List.of());
        if (!answer.isTaken()) {
            throw client.unavailable(
                    "refuses a request without rows, too, so url, path or secret seem to be wrong: " + answer.words(),
                    null);
        }
    }

    private void halve(long version, List<Line> lines, WebhookAnswer answer, List<RefusedRow> refused) {
        if (lines.size() == 1) {
            refused.add(new RefusedRow(lines.getFirst().row(), answer.words()));
            return;
        }
        int middle = lines.size() / 2;
        for (List<Line> half : List.of(lines.subList(0, middle), lines.subList(middle, lines.size()))) {
            WebhookAnswer again = post(version, half);
            if (!again.isTaken()) {
                halve(version, half, again, refused);
            }
        }
    }

    private WebhookAnswer post(long version, List<Line> lines) {
        return client.post(
                uri, json.body(version, lines.stream().map(Line::json).toList()));
    }
}
