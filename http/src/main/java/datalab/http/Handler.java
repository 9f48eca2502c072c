package datalab.http;

/** Answers a request, on a virtual thread of its own. Thread-safe. */
@FunctionalInterface
public interface Handler {
    void handle(Request request, Response response);
}
