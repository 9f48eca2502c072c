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
 * @param exportsMax how many exports run at once, each on a connection of its own
 * @param exportMax how long an export may take
 * @param subscribersMax how many may follow live at once
 * @param names the host names, and the origins whose pages may send requests
 * @param isHere whether this process serves queries; else it names the role that does
 * @param hasSql whether labs are asked in SQL
 * @param tiles what the page's maps lie on; null for outlines of countries alone
 */
public record WebSettings(
        long cacheBytesMax,
        int queriesMax,
        Duration queryWaitMax,
        int exportsMax,
        Duration exportMax,
        int subscribersMax,
        HostNames names,
        boolean isHere,
        boolean hasSql,
        @Nullable MapTiles tiles) {
    public static final WebSettings DEFAULT = new WebSettings(
            64L * 1024 * 1024,
            4,
            Duration.ofSeconds(10),
            2,
            Duration.ofHours(1),
            200,
            HostNames.LOOPBACK_ONLY,
            true,
            true,
            null);
}
