package datalab.ingest.http;

import datalab.http.Response;
import datalab.lab.json.Problem;
import java.util.HashMap;
import java.util.Map;

/** What is answered to one request: small enough to keep. Immutable. */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record ReplayableResponse(int status, String contentType, byte[] body, Map<String, String> headers) {
    static final String JSON = "application/json";
    static final int OK = 200;
    static final int CREATED = 201;
    /** It is kept, but cannot be read back yet. */
    static final int ACCEPTED = 202;

    private static final int SERVER_ERROR = 500;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    ReplayableResponse {
        headers = Map.copyOf(headers);
    }

    static ReplayableResponse of(Problem problem) {
        return of(problem, Map.of());
    }

    static ReplayableResponse of(Problem problem, Map<String, String> headers) {
        return new ReplayableResponse(problem.status(), Problem.CONTENT_TYPE, problem.json(), headers);
    }

    /** Whether sending the same again would be answered the same, so that this may be repeated in its place. */
    boolean isFinal() {
        return status < SERVER_ERROR && status != TIMEOUT && status != TOO_MANY && status != ACCEPTED;
    }

    ReplayableResponse withHeader(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new ReplayableResponse(status, contentType, body, more);
    }

    void send(Response response) {
        response.status(status).header("Content-Type", contentType);
        headers.forEach(response::header);
        response.send(body);
    }
}
