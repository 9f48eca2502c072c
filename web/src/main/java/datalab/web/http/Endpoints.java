package datalab.web.http;

import io.helidon.common.uri.UriPath;
import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The paths of the server and the methods each takes, as they are registered. Filled by one thread before the server
 * starts.
 */
public final class Endpoints {
    private final HttpRouting.Builder routing;
    private final List<Endpoint> all = new ArrayList<>();

    public Endpoints(HttpRouting.Builder routing) {
        this.routing = routing;
    }

    private record Endpoint(Method method, PathMatcher path) {}

    /** Registers what answers GET, and HEAD with it. */
    public void get(String path, Handler handler) {
        routing.get(path, handler);
        routing.head(path, handler);
        note(Method.GET, path);
        note(Method.HEAD, path);
    }

    /** Registers what answers POST. */
    public void post(String path, Handler handler) {
        routing.post(path, handler);
        note(Method.POST, path);
    }

    /** Notes an endpoint that another part of the server registers. */
    public void note(Method method, String path) {
        all.add(new Endpoint(method, PathMatchers.create(path)));
    }

    /** The methods a path takes; none where nothing is there. */
    Set<String> methods(UriPath path) {
        Set<String> methods = new TreeSet<>();
        for (Endpoint endpoint : all) {
            if (endpoint.path().match(path).accepted()) {
                methods.add(endpoint.method().text());
            }
        }
        return methods;
    }
}
