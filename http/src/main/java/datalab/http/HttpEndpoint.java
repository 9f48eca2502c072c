package datalab.http;

import datalab.http.openapi.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One method of one path, declared once: the router answers it, and the OpenAPI document describes it.
 *
 * @param path such as {@code /labs/{lab}/streams/{stream}.proto}; {@code {+name}} at the end matches all that follows
 * @param permission what it asks of its callers
 * @param operations what the document says: one for each path that there is, or one with a parameter for the names in the path;
 *     none for pages, where no lab declares what the names stand for, and for what is turned off
 */
public record HttpEndpoint(
        String method, String path, Permission permission, Handler handler, List<Operation> operations) {
    /** Where a provider sends those who have logged in. */
    private static final String LOGIN = "/login/callback";

    private static final Pattern NAME = Pattern.compile("\\{\\+?(\\w+)}");

    public HttpEndpoint {
        operations = List.copyOf(operations);
        for (Operation operation : operations) {
            Set<String> names = names(operation.path(path));
            if (!names.equals(new HashSet<>(operation.pathParameters()))) {
                throw new IllegalStateException("the document of " + method + " " + path + " has the path's parameters "
                        + operation.pathParameters() + ", expected " + names);
            }
        }
    }

    /**
     * Whether it is an administrative act, which is noted, also where it is refused: all that changes something but sending
     * events, and logging in.
     */
    public boolean isAct() {
        return path.equals(LOGIN) || !(method.equals("GET") || permission.isOfData());
    }

    /** What answers GET, and HEAD with it. */
    public static HttpEndpoint get(String path, Permission permission, Handler handler, Operation operation) {
        return new HttpEndpoint("GET", path, permission, handler, List.of(operation));
    }

    /** The same of a path with names, with an operation for each lab, stream or view that there is; there may be none. */
    public static HttpEndpoint get(String path, Permission permission, Handler handler, List<Operation> operations) {
        return ofEach("GET", path, permission, handler, operations);
    }

    public static HttpEndpoint post(String path, Permission permission, Handler handler, Operation operation) {
        return new HttpEndpoint("POST", path, permission, handler, List.of(operation));
    }

    public static HttpEndpoint post(String path, Permission permission, Handler handler, List<Operation> operations) {
        return ofEach("POST", path, permission, handler, operations);
    }

    public static HttpEndpoint delete(String path, Permission permission, Handler handler, Operation operation) {
        return new HttpEndpoint("DELETE", path, permission, handler, List.of(operation));
    }

    public static HttpEndpoint delete(String path, Permission permission, Handler handler, List<Operation> operations) {
        return ofEach("DELETE", path, permission, handler, operations);
    }

    /** Pages for browsers, which the document leaves out; they hold nothing of a lab. */
    public static HttpEndpoint page(String path, Handler handler) {
        return new HttpEndpoint("GET", path, Permission.PUBLIC, handler, List.of());
    }

    private static HttpEndpoint ofEach(
            String method, String path, Permission permission, Handler handler, List<Operation> operations) {
        if (names(path).isEmpty()) {
            throw new IllegalStateException(method + " " + path + " has no names, so it has one operation");
        }
        return new HttpEndpoint(method, path, permission, handler, operations);
    }

    private static Set<String> names(String path) {
        Set<String> names = new HashSet<>();
        NAME.matcher(path).results().map((MatchResult name) -> name.group(1)).forEach(names::add);
        return names;
    }
}
