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

/**
 * The paths of the server and the methods each takes, as they are registered; it finds who answers a request. The first that
 * fits answers. Filled by one thread before the server starts.
 */
public final class Endpoints implements Handler {
    private static final String HERE = "";
    private static final String GET = "GET";
    private static final String HEAD = "HEAD";

    private final List<Routed> all;
    private final HttpGate gate;
    private final String role;

    /** For everybody. */
    public Endpoints() {
        this(HttpGate.open());
    }

    /** For those whom a gate lets in. */
    public Endpoints(HttpGate gate) {
        this(new ArrayList<>(), gate, HERE);
    }

    private Endpoints(List<Routed> all, HttpGate gate, String role) {
        this.all = all;
        this.gate = gate;
        this.role = role;
    }

    /**
     * What the router looks at.
     *
     * @param method HEAD beside GET
     * @param role whose processes answer, or {@link #HERE}
     */
    private record Routed(String method, PathTemplate path, HttpEndpoint endpoint, String role) {}

    /** All of them, such as {@code GET /labs/{lab}}. */
    public Set<String> all() {
        return all.stream()
                .map(endpoint -> endpoint.method() + " " + endpoint.path())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same list, for endpoints that are not answered here because processes with another role do. */
    public Endpoints elsewhere(String otherRole) {
        return new Endpoints(all, gate, otherRole);
    }

    /** All as they were declared, those of other roles too. */
    public List<HttpEndpoint> declared() {
        return all.stream().map(Routed::endpoint).distinct().toList();
    }

    public void add(List<HttpEndpoint> endpoints) {
        endpoints.forEach(this::add);
    }

    /** Adds one; what answers GET answers HEAD as well. */
    public void add(HttpEndpoint endpoint) {
        PathTemplate path = PathTemplate.of(endpoint.path());
        all.add(new Routed(endpoint.method(), path, endpoint, role));
        if (endpoint.method().equals(GET)) {
            all.add(new Routed(HEAD, path, endpoint, role));
        }
    }

    /** Dispatches to the matching endpoint; without one, answers with what exists. */
    @Override
    public void handle(Request request, Response response) {
        for (Routed routed : all) {
            if (routed.role().equals(HERE) && routed.method().equals(request.method())) {
                Optional<Map<String, String>> names = routed.path().match(request.segments());
                if (names.isPresent()) {
                    request.matched(routed.path().toString(), names.get());
                    gate.handle(request, routed.endpoint(), response);
                    return;
                }
            }
        }
        response.send(missing(request, response));
    }

    /** The methods of a path in this process; empty if it is unknown. */
    Set<String> methods(List<String> path) {
        return at(path).filter(endpoint -> endpoint.role().equals(HERE))
                .map(Routed::method)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The role whose processes answer this, where it is not one of this process's. */
    Optional<String> roleElsewhere(String method, List<String> path) {
        return at(path).filter(endpoint -> endpoint.method().equals(method))
                .map(Routed::role)
                .filter(name -> !name.equals(HERE))
                .findFirst();
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

    private Stream<Routed> at(List<String> path) {
        return all.stream().filter(endpoint -> endpoint.path().match(path).isPresent());
    }
}
