package datalab.process.alert;

import datalab.store.alert.AlertEpisode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Finds when an alert held in the points of one group, which come in the order of time. Used once, by one thread. */
interface SpanFinder {

    /** How long before a point that has changed another may count for what is found after it. */
    Duration lookback();

    /** Whether what is found from a time on may rest on a point before it; the latest is asked first. */
    boolean restsOn(AlertPoint before, Instant from);

    /** Whether it may rest on points before that, too. */
    boolean restsOnMore();

    /** From when on an episode rests on points: where these changed, it may be another one. */
    Instant restsOn(AlertEpisode episode);

    /**
     * Goes on in an episode that has begun before the points; false where it rests on points that are looked for first.
     *
     * @param isAllThereIs whether no earlier points are kept
     */
    boolean resume(AlertEpisode episode, Instant from, boolean isAllThereIs);

    void add(AlertPoint point);

    /** Whether what follows the last point is the same whether or not the alert was held to be firing before. */
    boolean meets(boolean isKeptFiring);

    /** There are more points, the first of them at this time. */
    void next(Instant at);

    /** There are no more points by now. */
    void end(Instant now);

    /** In order; the last one may go on. */
    List<FoundSpan> found();
}
