package datalab.web;

import datalab.web.page.MapTiles;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of what is served.
 *
 * @param cacheBytesMax how much the cache of answers may hold
 * @param queriesMax how many questions the store is asked at once; fewer than it has connections for readers, which
 *     what is followed live needs too
 * @param queryWaitMax how long a request waits for its turn before it is told to come back
 * @param subscribersMax how many may follow live at once
 * @param loopbackOnly whether requests must name this machine as their host, as is right where only it listens: a web
 *     page elsewhere that points its own name here (DNS rebinding) is then refused
 * @param isHere whether this process answers itself; else it says whose that is
 * @param tiles what the page's maps lie on; null for outlines of countries alone
 */
public record WebSettings(
        long cacheBytesMax,
        int queriesMax,
        Duration queryWaitMax,
        int subscribersMax,
        boolean loopbackOnly,
        boolean isHere,
        @Nullable MapTiles tiles) {
    public static final WebSettings DEFAULT =
            new WebSettings(64L * 1024 * 1024, 4, Duration.ofSeconds(10), 200, true, true, null);
}
