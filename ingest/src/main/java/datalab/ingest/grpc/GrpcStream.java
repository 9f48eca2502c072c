package datalab.ingest.grpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import datalab.ingest.door.IngestResult;
import datalab.ingest.door.StreamBinding;
import datalab.lab.event.Event;
import datalab.lab.event.EventJson;
import datalab.lab.stream.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream that events are sent to, and its events as JSON. Thread-safe.
 *
 * @param generated the index of the field whose numbers DataLab gives; -1 where it gives none
 * @param waits whether senders are answered when their events can be read back
 */
record GrpcStream(StreamBinding binding, EventJson json, int generated, boolean waits) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int EVENT_BYTES = 512;

    static GrpcStream of(StreamBinding binding) {
        List<Field> fields = binding.stream().fields();
        int generated = -1;
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).generated()) {
                generated = i;
            }
        }
        return new GrpcStream(
                binding,
                new EventJson(binding.stream()),
                generated,
                binding.stream().in().waits());
    }

    /** The same for a sender who is in a hurry. */
    GrpcStream withoutWaiting() {
        return waits ? new GrpcStream(binding, json, generated, false) : this;
    }

    /** The number that the event has from DataLab, or that its sender gave in its place; null where there is none. */
    @Nullable
    Long generatedId(IngestResult.Accepted accepted) {
        return generated < 0 ? null : (Long) accepted.payload().values()[generated];
    }

    /** The event as it is kept. */
    ByteString kept(IngestResult.Accepted accepted) {
        return json(new Event(binding.stream(), accepted.payload(), accepted.arrived(), accepted.at()));
    }

    /** An event of the stream. */
    ByteString json(Event event) {
        ByteString.Output bytes = ByteString.newOutput(EVENT_BYTES);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            json.write(out, event, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return bytes.toByteString();
    }
}
