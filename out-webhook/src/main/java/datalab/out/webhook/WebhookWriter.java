package datalab.out.webhook;

import datalab.store.output.Acknowledgements;
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
        return tell(version, rows, Acknowledgements.NONE);
    }

    @Override
    public List<RefusedRow> tell(long version, List<OutputRow> rows, Acknowledgements acknowledged) {
        Sending sending = new Sending(version, acknowledged, new ArrayList<>());
        List<Line> request = new ArrayList<>();
        int chars = 0;
        for (OutputRow row : rows) {
            Line line = new Line(row, json.row(row));
            if (request.size() == batch
                    || (!request.isEmpty() && chars + line.json().length() > REQUEST_CHARS_MAX)) {
                send(sending, request);
                request.clear();
                chars = 0;
            }
            if (!acknowledged.has(row)) {
                request.add(line);
                chars += line.json().length();
            }
        }
        if (!request.isEmpty()) {
            send(sending, request);
        }
        return sending.refused();
    }

    /** Rows of one version on their way. */
    private record Sending(long version, Acknowledgements acknowledged, List<RefusedRow> refused) {}

    @Override
    public void close() {}

    private void send(Sending sending, List<Line> lines) {
        WebhookAnswer answer = post(sending, lines);
        if (!answer.isTaken()) {
            checkSettings(sending);
            halve(sending, lines, answer);
        }
    }

    /** Where not even a request without rows is taken, URL, path or secret are wrong, and no row is to blame. */
    private void checkSettings(Sending sending) {
        WebhookAnswer answer = post(sending, List.of());
        if (!answer.isTaken()) {
            throw client.unavailable(
                    "refuses a request without rows, too, so url, path or secret seem to be wrong: " + answer.words(),
                    null);
        }
    }

    private void halve(Sending sending, List<Line> lines, WebhookAnswer answer) {
        if (lines.size() == 1) {
            sending.refused().add(new RefusedRow(lines.getFirst().row(), answer.words()));
            return;
        }
        int middle = lines.size() / 2;
        for (List<Line> half : List.of(lines.subList(0, middle), lines.subList(middle, lines.size()))) {
            WebhookAnswer again = post(sending, half);
            if (!again.isTaken()) {
                halve(sending, half, again);
            }
        }
    }

    private WebhookAnswer post(Sending sending, List<Line> lines) {
        WebhookAnswer answer = client.post(
                uri, json.body(sending.version(), lines.stream().map(Line::json).toList()));
        if (answer.isTaken()) {
            lines.forEach(line -> sending.acknowledged().add(line.row()));
        }
        return answer;
    }
}
