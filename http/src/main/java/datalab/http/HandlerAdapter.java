package datalab.http;

import datalab.http.HttpSettings.Patience;
import datalab.lab.json.Problem;
import java.util.Optional;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each request of the server to a {@link Handler}, on the virtual thread that it came on. Thread-safe. */
final class HandlerAdapter extends org.eclipse.jetty.server.Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerAdapter.class);

    private final Handler handler;
    private final String base;
    private final Patience timeouts;
    private final UnreadResponses unread;

    HandlerAdapter(Handler handler, HttpSettings settings) {
        this.handler = handler;
        this.base = settings.base();
        this.timeouts = settings.timeouts();
        this.unread = new UnreadResponses(settings.readers());
    }

    @Override
    public boolean handle(
            org.eclipse.jetty.server.Request request, org.eclipse.jetty.server.Response response, Callback callback) {
        if (!ClientConnection.of(request).stop(request)) {
            callback.failed(new IllegalStateException("its head came too late"));
            return true;
        }
        request.addIdleTimeoutListener(ignored -> false); // handlers may exceed the idle timeout
        BodyStream body = new BodyStream(request, timeouts);
        String prefix = Request.prefix(request, base);
        Response answer = new Response(response, callback, prefix, body, unread);
        try {
            Optional<Problem> unreadable = unreadable(request);
            if (unreadable.isPresent()) {
                answer.closing().send(unreadable.get());
            } else {
                Request asked = new Request(request, prefix, body);
                request.setAttribute(HttpServer.ASKED, asked);
                answer(asked, answer);
            }
        } catch (MalformedUrl e) {
            answer.send(new Problem(400, "Bad request", String.valueOf(e.getMessage())));
        } finally {
            body.release();
        }
        return true;
    }

    /** Requests that Jetty accepts although their framing is ambiguous. */
    private static Optional<Problem> unreadable(org.eclipse.jetty.server.Request request) {
        String coding = request.getHeaders().get("Transfer-Encoding");
        if (request.getMethod().equals("CONNECT")) {
            return Optional.of(new Problem(400, "Bad request", "CONNECT is for proxies, and this is none"));
        }
        if (coding != null && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0) {
            return Optional.of(new Problem(400, "Bad request", "HTTP/1.0 has no Transfer-Encoding"));
        }
        if (coding != null && !coding.equalsIgnoreCase("chunked")) {
            String detail = "Transfer-Encoding is '" + coding + "', expected chunked";
            return Optional.of(new Problem(501, "Not implemented", detail));
        }
        return Optional.empty();
    }

    private void answer(Request request, Response response) {
        if (request.path().isEmpty()) {
            response.status(308).header("Location", "/").send(); // so that what the page names is found
            return;
        }
        try {
            handler.handle(request, response);
            if (!response.isBegun()) {
                throw new IllegalStateException("a request was not answered");
            }
        } catch (MalformedUrl e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("path", request.path()).log("request failed");
            if (response.isBegun()) {
                response.abort(e);
            } else {
                response.send(new Problem(500, "Internal error", "a fault in DataLab; its log says more"));
            }
        }
    }
}
