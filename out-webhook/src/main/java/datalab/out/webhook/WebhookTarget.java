package datalab.out.webhook;

import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputRows;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;

/** Outputs to one receiver, each to a path of its own. Thread-safe. */
final class WebhookTarget implements OutputTarget {
    private static final Duration LATE_MAX = Duration.ofDays(1);

    private final WebhookReceiver receiver;
    private final WebhookClient client;

    WebhookTarget(WebhookReceiver receiver, Clock clock) {
        this.receiver = receiver;
        this.client = new WebhookClient(receiver, clock);
    }

    /** There is nothing to make. */
    @Override
    public void prepare(OutputTable table) {
        uri(table);
    }

    /** No right is taken from anybody: the receiver keeps late writes out by their versions. */
    @Override
    public OutputWriter open(OutputTable table) {
        return new WebhookWriter(client, uri(table), new RowsJson(table), receiver.batch());
    }

    /** A receiver hears of each row that is written. */
    @Override
    public boolean isTold(OutputTable table) {
        return table.rows() == OutputRows.OF_ALERTS;
    }

    /** Receivers may forget versions after a day, and some compare none. */
    @Override
    public Duration lateMax() {
        return LATE_MAX;
    }

    @Override
    public void check() {
        client.check();
    }

    @Override
    public void close() {
        client.close();
    }

    private URI uri(OutputTable table) {
        try {
            return receiver.at(table.name());
        } catch (URISyntaxException e) {
            throw new OutputMismatch("path " + table.name() + " is no path of a URL: " + e.getReason());
        }
    }
}
