package datalab.http;

import datalab.lab.json.Problem;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what is so malformed that it never becomes a request, and ends its connection. Thread-safe. */
final class MalformedRequest implements Request.Handler {
    private static final String EXPECTED =
            "this is not valid HTTP/1.1: look at the request line, its escapes (%), the Host header and how long they"
                    + " are";

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Object reason = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        String title = HttpStatus.getMessage(status);
        byte[] body = new Problem(status, title, detail(reason, title)).json();
        response.getHeaders().put("Content-Type", Problem.CONTENT_TYPE);
        response.getHeaders().put("Cache-Control", "no-store");
        response.getHeaders().put("Connection", "close");
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    private static String detail(Object reason, String title) {
        return reason == null || reason.equals(title) ? EXPECTED : EXPECTED + " (" + reason + ")";
    }
}
