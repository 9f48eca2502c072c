package datalab.http;

/** Thrown where a path or a query is no text. Its message is for the client, who is answered 400. */
public final class MalformedUrl extends RuntimeException {

    MalformedUrl(String message) {
        super(message, null, false, false);
    }
}
