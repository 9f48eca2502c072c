package datalab.web.http;

import io.helidon.common.uri.UriPath;
import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The paths of the server and the methods each takes, as they are registered. Filled by one thread before the server
 * starts.
 */
public final class Endpoints {
    private static final String HERE = "";

    private final HttpRouting.@Nullable Builder routing;
    private final List<Endpoint> all;
    private final String role;

    public Endpoints(HttpRouting.Builder routing) {
        this(routing, new ArrayList<>(), HERE);
    }

    private Endpoints(HttpRouting.@Nullable Builder routing, List<Endpoint> all, String role) {
        this.routing = routing;
        this.all = all;
        this.role = role;
    }

    /** @param role whose processes answer it, or {@link #HERE} */
    private record Endpoint(Method method, String pattern, PathMatcher path, String role) {}

    /** All of them, such as {@code GET /labs/{lab}}. */
    public Set<String> all() {
        return all.stream()
                .map(endpoint -> endpoint.method().text() + " " + endpoint.pattern())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same list, for endpoints that are not registered here because processes with another role answer them. */
    public Endpoints elsewhere(String otherRole) {
        return new Endpoints(null, all, otherRole);
    }

    /** Registers what answers GET, and HEAD with it. */
    public void get(String path, Handler handler) {
        if (routing != null) {
            routing.get(path, handler);
            routing.head(path, handler);
        }
        note(Method.GET, path);
        note(Method.HEAD, path);
    }

    /** Registers what answers POST. */
    public void post(String path, Handler handler) {
        if (routing != null) {
            routing.post(path, handler);
        }
        note(Method.POST, path);
    }

    /** Registers what answers DELETE. */
    public void delete(String path, Handler handler) {
        if (routing != null) {
            routing.delete(path, handler);
        }
        note(Method.DELETE, path);
    }

    /** Notes an endpoint that another part of the server registers. */
    public void note(Method method, String path) {
        all.add(new Endpoint(method, path, PathMatchers.create(path), role));
    }

    /** The methods a path takes here; none where nothing is there. */
    Set<String> methods(UriPath path) {
        return at(path).filter(endpoint -> endpoint.role().equals(HERE))
                .map(endpoint -> endpoint.method().text())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The role whose processes answer this, where it is not one of this process's. */
    Optional<String> roleElsewhere(Method method, UriPath path) {
        return at(path).filter(endpoint -> endpoint.method().equals(method))
                .map(Endpoint::role)
                .filter(name -> !name.equals(HERE))
                .findFirst();
    }

    private Stream<Endpoint> at(UriPath path) {
        return all.stream().filter(endpoint -> endpoint.path().match(path).accepted());
    }
}
