package datalab.web;

import datalab.http.HostNames;
import datalab.web.page.MapTiles;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of what is served.
 *
 * @param cacheBytesMax how much the cache of answers may hold
 * @param queriesMax how many queries the store runs at once; fewer than it has connections for readers, which
 *     what is followed live needs too
 * @param queryWaitMax how long a request waits for its turn before it is told to retry
 * @param subscribersMax how many may follow live at once
 * @param names the host names, and the origins whose pages may send requests
 * @param isHere whether this process serves queries; else it names the role that does
 * @param tiles what the page's maps lie on; null for outlines of countries alone
 */
public record WebSettings(
        long cacheBytesMax,
        int queriesMax,
        Duration queryWaitMax,
        int subscribersMax,
        HostNames names,
        boolean isHere,
        @Nullable MapTiles tiles) {
    public static final WebSettings DEFAULT =
            new WebSettings(64L * 1024 * 1024, 4, Duration.ofSeconds(10), 200, HostNames.LOOPBACK_ONLY, true, null);
}
