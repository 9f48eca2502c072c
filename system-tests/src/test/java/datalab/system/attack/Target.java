package datalab.system.attack;

import datalab.testkit.DataLabProcess;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What is attacked, how hard and for how long. Immutable. */
final class Target {
    /** Whether attacks have their full size, which takes minutes. */
    static final boolean FULL = Boolean.getBoolean("datalab.attack.full");

    private static final Duration SWING = Duration.ofMillis(FULL ? 10_000 : 500);
    private static final int ANSWERS_MIN = FULL ? 20 : 3;

    final DataLabProcess datalab;

    /** What strangers show; empty for nothing. */
    final String token;

    private final Answers honest;
    private final long until = System.nanoTime() + SWING.toNanos();

    /** @param honest what others are answered meanwhile */
    Target(DataLabProcess datalab, String token, Answers honest) {
        this.datalab = datalab;
        this.token = token;
        this.honest = honest;
    }

    /** The head of a request up to its own headers: {@code GET /labs HTTP/1.1} and who sends it. */
    String head(String method, String path) {
        return head(method, path, token);
    }

    static String head(String method, String path, String token) {
        String shown = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + shown;
    }

    HttpResponse<String> post(String path, String contentType, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(datalab.url(path))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body));
        return datalab.send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    /** Whether it is to go on: others have to live with it for a while. */
    boolean goesOn() {
        return System.nanoTime() < until
                || (honest.fewest() < ANSWERS_MIN && honest.refusals().isEmpty());
    }

    /** Waits until it may end. */
    void awaitEnd() {
        while (goesOn()) {
            pause(50);
        }
    }

    static void pause(int millis) {
        LockSupport.parkNanos(millis * 1_000_000L);
    }

    static int size(int small, int full) {
        return FULL ? full : small;
    }
}
