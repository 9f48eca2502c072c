package datalab.http;

import datalab.access.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpFields;

/** The request of a client. One thread uses it. */
public final class Request {
    private final org.eclipse.jetty.server.Request raw;
    private final String base;
    private final HttpFields headers;
    private final List<String> segments;
    private final BodyStream body;
    private Optional<String> pattern = Optional.empty();
    private Map<String, String> names = Map.of();
    private Caller caller = Caller.ANYBODY;

    /** @throws MalformedUrl where its path is not text */
    Request(org.eclipse.jetty.server.Request raw, String base, BodyStream body) {
        this.raw = raw;
        this.base = base;
        this.headers = raw.getHeaders();
        this.segments = segments(path());
        this.body = body;
    }

    /** What is before the path of a request, given what may be. */
    static String prefix(org.eclipse.jetty.server.Request raw, String base) {
        String path = raw.getHttpURI().getPath();
        return path != null && (path.equals(base) || path.startsWith(base + "/")) ? base : "";
    }

    public String method() {
        return raw.getMethod();
    }

    /** What a proxy has left before the path, such as {@code /lab}; empty for nothing. */
    public String base() {
        return base;
    }

    /** The path as it was sent: what was escaped still is, so it holds neither spaces nor control characters. */
    public String path() {
        return raw.getHttpURI().getPath().substring(base.length());
    }

    /** The value of a name in the pattern of the endpoint's path. */
    public String parameter(String name) {
        String value = names.get(name);
        if (value == null) {
            throw new IllegalStateException("no {" + name + "} in " + pattern.orElse(path()));
        }
        return value;
    }

    /**
     * The parameters of its URL.
     *
     * @throws MalformedUrl where they cannot be read
     */
    public Parameters query() {
        return Parameters.of(raw.getHttpURI().getQuery());
    }

    /** The first of a header's values. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The values of all header lines of a name. */
    public List<String> headers(String name) {
        return headers.getValuesList(name);
    }

    /** Scheme, host and port as the client names them, or as a trusted proxy says that it does: {@code http://localhost:8080}. */
    public String origin() {
        return raw.getHttpURI().getScheme() + "://" + authority();
    }

    /** Host and port as the client names them, or as a trusted proxy says that it does. */
    public String authority() {
        String authority = raw.getHttpURI().getAuthority();
        return authority == null ? "" : authority;
    }

    /**
     * Says, to any thread until the answer begins, whether the client has closed its side of the connection and waits no more.
     * Of a request whose body has not been read to its end it says nothing.
     */
    public BooleanSupplier departure() {
        return body.hasEnded() ? ClientConnection.of(raw)::hasLeft : () -> false;
    }

    public BodyStream body() {
        return body;
    }

    /** The pattern of the endpoint's path; empty where there is none. */
    public Optional<String> pattern() {
        return pattern;
    }

    /** The client's address, or the one that a trusted proxy names. */
    public String address() {
        String address = org.eclipse.jetty.server.Request.getRemoteAddr(raw);
        return address == null ? "unknown" : address;
    }

    /** Who asks. */
    public Caller caller() {
        return caller;
    }

    /** The lab that the path names. */
    Optional<String> lab() {
        return Optional.ofNullable(names.get("lab"));
    }

    /** Notes who asks, where that becomes known later. */
    public void calledBy(Caller known) {
        caller = known;
    }

    /** The parts of the path between its slashes, as they were before they were escaped. */
    List<String> segments() {
        return segments;
    }

    void matched(String by, Map<String, String> found) {
        pattern = Optional.of(by);
        names = found;
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment :
                path.isEmpty() ? List.<String>of() : List.of(path.substring(1).split("/", -1))) {
            String text = PercentEncoding.decode(segment, false);
            if (text.indexOf('\u0000') >= 0) {
                throw new MalformedUrl("the path contains %00, which no name has");
            }
            if (text.equals(".") || text.equals("..")) {
                throw new MalformedUrl("the path contains /" + text + "/; expected the path that is meant");
            }
            segments.add(text);
        }
        return segments;
    }
}
