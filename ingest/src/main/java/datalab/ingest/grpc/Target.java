package datalab.ingest.grpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import datalab.ingest.IngestResult;
import datalab.ingest.Intake;
import datalab.lab.Event;
import datalab.lab.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A stream that events are sent to, and its events as JSON. Thread-safe. */
record Target(Intake intake, EventJson json) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int EVENT_BYTES = 512;

    static Target of(Intake intake) {
        return new Target(intake, new EventJson(intake.stream()));
    }

    /** The event as it is kept. */
    ByteString kept(IngestResult.Accepted accepted) {
        Event event = new Event(intake.stream(), accepted.payload(), accepted.arrived(), accepted.at());
        ByteString.Output bytes = ByteString.newOutput(EVENT_BYTES);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            json.write(out, event, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteString();
    }
}
