package datalab.ingest.http;

import datalab.access.AccessRole;
import datalab.http.Endpoints;
import datalab.http.HttpEndpoint;
import datalab.http.Permission;
import datalab.http.Request;
import datalab.http.Response;
import datalab.http.openapi.Operation;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.StreamBinding;
import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The HTTP source: {@code POST /labs/{lab}/streams/{stream}} and the paths that labs declare. It answers an event only
 * when the log has it. Thread-safe.
 */
public final class IngestHttp {
    private static final String STREAM = "/labs/{lab}/streams/{stream}";
    private static final int BODIES_MAX = 256;

    private final Map<String, Lab> labs = new LinkedHashMap<>();
    private final Map<String, PostEvents> streams = new HashMap<>();
    private final Map<String, PostEvents> ownPaths = new HashMap<>();

    public IngestHttp(Ingest ingest, List<Lab> labs) {
        BodyPermits permits = new BodyPermits(BODIES_MAX, ingest.limits().roomWait());
        PostEvents.Shared shared = new PostEvents.Shared(permits, new IdempotentResponses());
        for (Lab lab : labs) {
            this.labs.put(lab.name(), lab);
            for (EventStream stream : lab.streams().values()) {
                StreamBinding binding = ingest.bind(stream, BodyIngest.SOURCE);
                streams.put(stream.topic(), new PostEvents(ingest, binding, false, shared));
                ownPaths.put(stream.topic(), new PostEvents(ingest, binding, true, shared));
            }
        }
    }

    /** Adds its paths to those of a server. */
    public void register(Endpoints endpoints) {
        List<Operation> sends = new ArrayList<>();
        List<HttpEndpoint> own = new ArrayList<>();
        for (Lab lab : labs.values()) {
            for (EventStream stream : lab.streams().values()) {
                sends.add(SendOperations.toStream(stream));
                for (String path : stream.in().paths()) {
                    own.add(HttpEndpoint.post(
                            path,
                            Permission.to(AccessRole.WRITE, lab.name()),
                            handler(ownPaths, stream),
                            SendOperations.toOwnPath(stream, path)));
                }
            }
        }
        endpoints.add(HttpEndpoint.post(STREAM, Permission.to(AccessRole.WRITE), this::post, sends));
        endpoints.add(own);
    }

    private void post(Request request, Response response) {
        String labName = request.parameter("lab");
        String streamName = request.parameter("stream");
        Lab lab = labs.get(labName);
        if (lab == null) {
            IngestResponses.noSuchLab(labName, labs.keySet()).send(response);
            return;
        }
        EventStream stream = lab.streams().get(streamName);
        if (stream == null) {
            IngestResponses.noSuchStream(streamName, lab).send(response);
            return;
        }
        handler(streams, stream).handle(request, response);
    }

    private static PostEvents handler(Map<String, PostEvents> handlers, EventStream stream) {
        PostEvents post = handlers.get(stream.topic());
        if (post == null) {
            throw new IllegalStateException("no handler for " + stream.topic());
        }
        return post;
    }
}
