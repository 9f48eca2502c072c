package datalab.web.http;

import datalab.http.BodyAborted;
import datalab.http.Request;
import java.io.IOException;

/** Reads the bodies of requests that are small. */
public final class RequestBytes {
    private RequestBytes() {}

    /**
     * All of a body.
     *
     * @throws HttpProblem where it is larger than {@code max} bytes, or does not come whole
     */
    public static byte[] of(Request request, int max) {
        try {
            byte[] body = request.body().readNBytes(max + 1);
            if (body.length > max) {
                throw HttpProblem.of(413, "Too large", "the body is over " + max + " bytes");
            }
            return body;
        } catch (BodyAborted e) {
            throw HttpProblem.of(e.isLate() ? 408 : 400, "Body not complete", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("a body fails with BodyAborted only", e);
        }
    }
}
