package datalab.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestBatch;
import datalab.ingest.door.IngestBatchResult;
import datalab.ingest.door.StreamBinding;
import datalab.lab.stream.EventStream;
import datalab.process.publish.EventSender;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends through {@code Ingest}, as any event comes in; an adapter, as processing does not depend on ingest. */
final class IngestEventSender implements EventSender {
    private static final Logger LOG = LoggerFactory.getLogger(IngestEventSender.class);

    private final Ingest ingest;
    private final String source;
    private final Map<String, StreamBinding> bindings = new ConcurrentHashMap<>();

    /** @param source what sends, as rejects name it */
    IngestEventSender(Ingest ingest, String source) {
        this.ingest = ingest;
        this.source = source;
    }

    @Override
    public void send(EventStream stream, List<String> events) {
        StreamBinding binding = bindings.computeIfAbsent(stream.topic(), topic -> ingest.bind(stream, source));
        IngestBatch batch = ingest.batch(binding, source, null);
        long line = 0;
        for (String event : events) {
            byte[] bytes = event.getBytes(UTF_8);
            batch.add(++line, bytes, 0, bytes.length);
        }
        IngestBatchResult result = batch.finish();
        if (result.busy() != null) {
            throw new NotSent("the log does not take events of " + stream.topic() + ": "
                    + result.busy().detail());
        }
        for (IngestBatchResult.LineError error :
                result.errors()) { // a fault of ours; it is among the rejects, for people to see
            LOG.atError()
                    .addKeyValue("stream", stream.topic())
                    .addKeyValue("detail", error.why().detail())
                    .log("an event of DataLab's own is not valid");
        }
    }
}
