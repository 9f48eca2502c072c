package datalab.process.alert;

import datalab.store.alert.AlertEpisode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a condition held: an episode begins with the first of points that say so one after another, fires once they have for long
 * enough, and ends with a point that says so. Where no point comes for longer than it has to hold, it begins again.
 */
final class ConditionSpans implements SpanFinder {
    private final Duration lasting;
    private final List<FoundSpan> found = new ArrayList<>();
    private @Nullable Instant begun;
    private Instant held = Instant.MIN;
    private boolean isFiring;

    ConditionSpans(Duration lasting) {
        this.lasting = lasting;
    }

    /** What has begun and not fired has begun no longer ago, with a gap in it. */
    @Override
    public Duration lookback() {
        return lasting.multipliedBy(2);
    }

    @Override
    public boolean restsOn(AlertPoint before, Instant from) {
        return before.begins() && Duration.between(before.end(), from).compareTo(lasting) <= 0;
    }

    @Override
    public boolean restsOnMore() {
        return true;
    }

    @Override
    public Instant restsOn(AlertEpisode episode) {
        return episode.since();
    }

    @Override
    public boolean resume(AlertEpisode episode, Instant from, boolean isAllThereIs) {
        if (episode.fired().isBefore(from)) {
            isFiring = true;
            found.add(new FoundSpan(episode.since(), episode.fired(), null, episode.value()));
            return true;
        }
        if (isAllThereIs) {
            begun = episode.since();
            held = from;
        }
        return isAllThereIs;
    }

    @Override
    public void add(AlertPoint point) {
        if (isFiring) {
            if (point.ends()) {
                found.addLast(found.removeLast().endingAt(point.at()));
                isFiring = false;
            }
            return;
        }
        if (!point.begins()) {
            begun = null;
            return;
        }
        if (begun == null || Duration.between(held, point.at()).compareTo(lasting) > 0) {
            begun = point.at();
        }
        held = point.end();
        if (Duration.between(begun, held).compareTo(lasting) >= 0) {
            found.add(new FoundSpan(begun, point.at(), null, point.value()));
            begun = null;
            isFiring = true;
        }
    }

    @Override
    public boolean meets(boolean isKeptFiring) {
        return isFiring ? isKeptFiring : begun == null && !isKeptFiring;
    }

    @Override
    public void next(Instant at) {}

    @Override
    public void end(Instant now) {}

    @Override
    public List<FoundSpan> found() {
        return found;
    }
}
