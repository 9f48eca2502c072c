package datalab.http;

import datalab.lab.json.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The paths of the server and the methods each takes, as they are registered; it finds who answers a request. The first that
 * fits answers. Filled by one thread before the server starts.
 */
public final class Endpoints implements Handler {
    private static final String HERE = "";
    private static final String GET = "GET";
    private static final String HEAD = "HEAD";

    private final List<Endpoint> all;
    private final String role;

    public Endpoints() {
        this(new ArrayList<>(), HERE);
    }

    private Endpoints(List<Endpoint> all, String role) {
        this.all = all;
        this.role = role;
    }

    /**
     * One method of one path.
     *
     * @param handler null where a process with another role answers
     * @param role that role, or {@link #HERE}
     */
    private record Endpoint(
            String method, PathTemplate path, @Nullable Handler handler, String role) {}

    /** All of them, such as {@code GET /labs/{lab}}. */
    public Set<String> all() {
        return all.stream()
                .map(endpoint -> endpoint.method() + " " + endpoint.path())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same list, for endpoints that are not answered here because processes with another role do. */
    public Endpoints elsewhere(String otherRole) {
        return new Endpoints(all, otherRole);
    }

    /** Registers what answers GET, and HEAD with it. */
    public void get(String path, Handler handler) {
        add(GET, path, handler);
        add(HEAD, path, handler);
    }

    /** Registers what answers POST. */
    public void post(String path, Handler handler) {
        add("POST", path, handler);
    }

    /** Registers what answers DELETE. */
    public void delete(String path, Handler handler) {
        add("DELETE", path, handler);
    }

    /** Lets the endpoint that fits answer; where none does, says what there is. */
    @Override
    public void handle(Request request, Response response) {
        for (Endpoint endpoint : all) {
            Handler handler = endpoint.handler();
            if (handler != null && endpoint.method().equals(request.method())) {
                Optional<Map<String, String>> names = endpoint.path().match(request.segments());
                if (names.isPresent()) {
                    request.matched(endpoint.path().toString(), names.get());
                    handler.handle(request, response);
                    return;
                }
            }
        }
        response.send(missing(request, response));
    }

    /** The methods a path takes here; none where nothing is there. */
    Set<String> methods(List<String> path) {
        return at(path).filter(endpoint -> endpoint.role().equals(HERE))
                .map(Endpoint::method)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The role whose processes answer this, where it is not one of this process's. */
    Optional<String> roleElsewhere(String method, List<String> path) {
        return at(path).filter(endpoint -> endpoint.method().equals(method))
                .map(Endpoint::role)
                .filter(name -> !name.equals(HERE))
                .findFirst();
    }

    private void add(String method, String path, Handler handler) {
        all.add(new Endpoint(method, PathTemplate.of(path), role.equals(HERE) ? handler : null, role));
    }

    private Problem missing(Request request, Response response) {
        String asked = request.method() + " " + request.path();
        Optional<String> other = roleElsewhere(request.method(), request.segments());
        if (other.isPresent()) {
            String detail =
                    asked + " is for a process with the role " + other.get() + ", which this one has not (--role)";
            return new Problem(404, "Not found", detail);
        }
        Set<String> allowed = methods(request.segments());
        if (allowed.isEmpty()) {
            return new Problem(404, "Not found", "nothing is at " + request.path() + "; /docs lists what there is");
        }
        response.header("Allow", String.join(", ", allowed));
        String detail =
                request.method() + " is not for " + request.path() + ", which takes " + String.join(" and ", allowed);
        return new Problem(405, "Method not allowed", detail);
    }

    private Stream<Endpoint> at(List<String> path) {
        return all.stream().filter(endpoint -> endpoint.path().match(path).isPresent());
    }
}
