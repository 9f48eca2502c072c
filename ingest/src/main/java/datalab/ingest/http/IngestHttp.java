package datalab.ingest.http;

import datalab.ingest.Ingest;
import datalab.ingest.Intake;
import datalab.lab.EventStream;
import datalab.lab.Lab;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The way in over HTTP: {@code POST /labs/{lab}/streams/{stream}} and the paths that labs declare. It answers an event only
 * when the log has it. Thread-safe. Its server is to be set up with {@link #configure} too.
 */
public final class IngestHttp implements HttpService {
    private static final String STREAM = "/labs/{lab}/streams/{stream}";
    private static final int REQUESTS_MAX = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Lab> labs = new LinkedHashMap<>();
    private final Map<String, PostEvents> streams = new HashMap<>();
    private final Map<String, PostEvents> ownPaths = new HashMap<>();
    private final Duration patience;

    public IngestHttp(Ingest ingest, List<Lab> labs) {
        this(ingest, labs, PATIENCE);
    }

    /** @param patience how long the head of a request may take, and a silence in the middle of its body */
    IngestHttp(Ingest ingest, List<Lab> labs, Duration patience) {
        this.patience = patience;
        RequestRoom room = new RequestRoom(REQUESTS_MAX, ingest.limits().roomWait());
        PostEvents.Shared shared = new PostEvents.Shared(room, new Replays());
        for (Lab lab : labs) {
            this.labs.put(lab.name(), lab);
            for (EventStream stream : lab.streams().values()) {
                Intake intake = ingest.intake(stream, EventTaking.SOURCE);
                streams.put(stream.topic(), new PostEvents(ingest, intake, false, shared));
                ownPaths.put(stream.topic(), new PostEvents(ingest, intake, true, shared));
            }
        }
    }

    /**
     * Lets the server take compressed bodies, refuse huge chunks, and notice senders that fall silent.
     *
     * @param http1 how it is to speak HTTP/1.1, which is all it speaks
     * @param options for the sockets of its connections
     */
    public void configure(WebServerConfig.Builder server, Http1Config http1, SocketOptions options) {
        OpenSockets sockets = new OpenSockets();
        server.contentEncoding(new BodiesAsTheyCome())
                .protocolsDiscoverServices(
                        false) // with two to choose from, nothing bounds the time until the first byte
                .addConnectionSelector(new BoundedHttp1(http1, sockets, patience))
                .useNio(false) // a channel knows no timeouts
                .connectionOptions(new NotedSockets(options, sockets));
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post(STREAM, this::post);
        for (Lab lab : labs.values()) {
            for (EventStream stream : lab.streams().values()) {
                for (String path : stream.in().http()) {
                    rules.post(path, handler(ownPaths, stream));
                }
            }
        }
    }

    private void post(ServerRequest request, ServerResponse response) {
        String labName = request.path().pathParameters().get("lab");
        String streamName = request.path().pathParameters().get("stream");
        Lab lab = labs.get(labName);
        if (lab == null) {
            Answers.noSuchLab(labName, labs.keySet()).send(response);
            return;
        }
        EventStream stream = lab.streams().get(streamName);
        if (stream == null) {
            Answers.noSuchStream(streamName, lab).send(response);
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
