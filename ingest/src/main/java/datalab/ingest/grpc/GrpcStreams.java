package datalab.ingest.grpc;

import datalab.ingest.door.Ingest;
import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All streams by lab and name. Immutable. */
final class GrpcStreams {
    private final Map<String, Lab> labs = new LinkedHashMap<>();
    private final Map<EventStream, GrpcStream> targets = new HashMap<>();

    GrpcStreams(Ingest ingest, List<Lab> all) {
        for (Lab lab : all) {
            labs.put(lab.name(), lab);
            for (EventStream stream : lab.streams().values()) {
                targets.put(stream, GrpcStream.of(ingest.bind(stream, GrpcIngest.SOURCE)));
            }
        }
    }

    GrpcStream of(EventStream stream) {
        GrpcStream target = targets.get(stream);
        if (target == null) {
            throw new IllegalStateException("no target for " + stream.topic());
        }
        return target;
    }

    /** Throws NOT_FOUND, which says what there is. */
    GrpcStream find(String labName, String streamName) {
        Lab lab = labs.get(labName);
        if (lab == null) {
            throw IngestStatus.notFound(
                    "there is no lab \"" + labName + "\"; there are: " + String.join(", ", labs.keySet()));
        }
        EventStream stream = lab.streams().get(streamName);
        if (stream == null) {
            throw IngestStatus.notFound("lab \"" + labName + "\" has no stream \"" + streamName + "\"; there are: "
                    + String.join(", ", lab.streams().keySet()));
        }
        return of(stream);
    }
}
