package datalab.process.alert;

import datalab.lab.alert.Alert;
import datalab.lab.alert.AlertState;
import datalab.store.alert.AlertEpisode;
import datalab.store.alert.AlertGroup;
import datalab.store.alert.AlertStep;
import datalab.store.alert.DueGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the points of one group again, from the first that may have changed on, until what follows is as it was, or points are
 * enough for one step. What is kept of the group is then what its points say. Used once, by one thread.
 */
final class GroupReview {
    /** After all event times. */
    private static final Instant FOR_EVER = Instant.parse("9999-01-01T00:00:00Z");

    private final WatchedPoints watched;
    private final AlertStep step;
    private final DueGroup due;
    private final AlertGroup group;
    private final Instant now;
    private final SpanFinder finder;
    /** The first time whose points may have changed, of those that are kept. */
    private Instant first;

    /** The episode that the finder goes on in; null where it begins with none. */
    private @Nullable AlertEpisode resumed;

    GroupReview(Alert alert, WatchedPoints watched, AlertStep step, DueGroup due, Instant now) {
        this.watched = watched;
        this.step = step;
        this.due = due;
        this.group = due.group();
        this.now = now;
        this.first = due.from();
        this.finder = alert.silent() == null ? new ConditionSpans(alert.lasting()) : new SilenceSpans(alert.silent());
    }

    /** Answers how many points it has looked at. */
    int run(EpisodeChanges changes) {
        Instant from = begin();
        PointPage page = watched.read(step, group, from, due.from(), now);
        List<AlertEpisode> kept = kept(from, page.next());
        Instant met = look(page.points(), kept);
        Instant next = met == null ? page.next() : null;
        if (next != null) {
            finder.next(next);
        } else if (met == null) {
            finder.end(now);
        }
        List<AlertEpisode> affected = kept.stream()
                .filter(episode -> met == null || !episode.since().isAfter(met))
                .filter(episode -> next == null || episode.fired().isBefore(next))
                .toList();
        AlertEpisode goesOn = met == null ? null : keptAt(kept, met);
        changes.apply(group, affected, ending(goesOn, next), heard(page, goesOn), next != null && isGoingOn());
        step.looked(group);
        again(page, met != null, affected);
        return page.points().size();
    }

    /** Answers the time after which all is as it was; null where that is not so before the points end. */
    private @Nullable Instant look(List<AlertPoint> points, List<AlertEpisode> kept) {
        for (int i = 0; i < points.size(); i++) {
            Instant at = points.get(i).at();
            finder.add(points.get(i));
            boolean isLastOfTime =
                    i + 1 == points.size() || points.get(i + 1).at().isAfter(at);
            if (isLastOfTime && at.isAfter(due.to()) && finder.meets(keptAt(kept, at) != null)) {
                return at;
            }
        }
        return null;
    }

    /** From where on points are read; the finder knows what was before. */
    private Instant begin() {
        Instant horizon = watched.horizon(step);
        first = atLeast(due.from(), horizon);
        for (AlertEpisode episode : step.episodes(group, first, first.plus(finder.lookback()))) {
            boolean isCutOff = horizon != null && episode.since().isBefore(horizon);
            if (isTrue(episode) && finder.restsOn(episode).isBefore(first) && finder.resume(episode, first, isCutOff)) {
                resumed = episode;
                return first;
            }
        }
        Instant[] begin = {first};
        if (!finder.lookback().isZero()) {
            watched.back(step, group, first.minus(finder.lookback()), first, point -> {
                boolean rests = finder.restsOn(point, begin[0]);
                begin[0] = rests ? point.at() : begin[0];
                return rests && finder.restsOnMore();
            });
        }
        return begin[0];
    }

    private static Instant atLeast(Instant time, @Nullable Instant horizon) {
        return horizon == null || time.isAfter(horizon) ? time : horizon;
    }

    /** Episodes that points from a time on may change: not one that had fired, and ends at that time as another begins. */
    private List<AlertEpisode> kept(Instant from, @Nullable Instant next) {
        return step.episodes(group, from, next).stream()
                .filter(episode ->
                        !episode.since().isBefore(from) || !episode.fired().isBefore(first) || episode.equals(resumed))
                .toList();
    }

    /** The episode that was kept as firing right after a point; null for none. */
    private static @Nullable AlertEpisode keptAt(List<AlertEpisode> kept, Instant at) {
        for (AlertEpisode episode : kept) {
            Instant until = episode.until();
            if (isTrue(episode) && !episode.fired().isAfter(at) && (until == null || until.isAfter(at))) {
                return episode;
            }
        }
        return null;
    }

    private static boolean isTrue(AlertEpisode episode) {
        return episode.toldState() != AlertState.WITHDRAWN;
    }

    private boolean isGoingOn() {
        return !finder.found().isEmpty() && finder.found().getLast().until() == null;
    }

    /**
     * What was found. The last of it ends as what was kept does, where that goes on with the same points; before the next points,
     * so that what is kept after them is what was kept.
     */
    private List<FoundSpan> ending(@Nullable AlertEpisode goesOn, @Nullable Instant next) {
        List<FoundSpan> found = finder.found();
        if (isGoingOn() && (goesOn != null || next != null)) {
            Instant end = goesOn != null ? goesOn.until() : next;
            found = new ArrayList<>(found);
            found.addLast(found.removeLast().endingAt(end));
        }
        return found;
    }

    /** Up to when it is known that it goes on; where what was told of goes on as it did, that is now. */
    private @Nullable Instant heard(PointPage page, @Nullable AlertEpisode goesOn) {
        if (goesOn != null && goesOn.toldState() == AlertState.FIRING) {
            return now;
        }
        return page.points().isEmpty() ? null : page.points().getLast().end();
    }

    /** When there is more to look at. */
    private void again(PointPage page, boolean isMet, List<AlertEpisode> affected) {
        Instant next = page.next();
        PointPage.OpenWindow open = page.open();
        if (isMet) {
            return;
        }
        if (next != null) {
            step.due(List.of(new DueGroup(group, next, changedUntil(next, affected), now)));
        } else if (open != null) {
            Instant to = later(due.to(), open.start());
            step.due(List.of(new DueGroup(group, open.start(), to, open.end())));
        } else if (finder instanceof SilenceSpans silence) {
            Instant last = silence.last();
            Instant look = silence.lookAt();
            if (last != null && look != null) {
                step.due(List.of(new DueGroup(group, last, last, look)));
            }
        }
    }

    /** What was kept as going on at the next points may not be kept any more: there is nothing to meet before its end. */
    private Instant changedUntil(Instant next, List<AlertEpisode> affected) {
        Instant to = later(due.to(), next);
        for (AlertEpisode episode : affected) {
            Instant until = episode.until();
            if (isTrue(episode)) {
                to = later(to, until == null ? FOR_EVER : until);
            }
        }
        return to;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
