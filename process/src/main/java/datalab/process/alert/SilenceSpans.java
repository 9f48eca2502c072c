package datalab.process.alert;

import datalab.store.alert.AlertEpisode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When nothing was heard for longer than allowed: from the end of what is allowed to the next point. */
final class SilenceSpans implements SpanFinder {
    private final Duration allowed;
    private final List<FoundSpan> found = new ArrayList<>();
    private @Nullable Instant last;

    SilenceSpans(Duration allowed) {
        this.allowed = allowed;
    }

    @Override
    public Duration lookback() {
        return allowed;
    }

    @Override
    public boolean restsOn(AlertPoint before, Instant from) {
        return true;
    }

    @Override
    public boolean restsOnMore() {
        return false;
    }

    @Override
    public Instant restsOn(AlertEpisode episode) {
        return episode.since().minus(allowed);
    }

    @Override
    public boolean resume(AlertEpisode episode, Instant from, boolean isAllThereIs) {
        last = restsOn(episode);
        return true;
    }

    @Override
    public void add(AlertPoint point) {
        next(point.at());
        last = point.at();
    }

    private Optional<FoundSpan> silence(Instant until) {
        Instant heard = last;
        if (heard == null || Duration.between(heard, until).compareTo(allowed) <= 0) {
            return Optional.empty();
        }
        Instant since = heard.plus(allowed);
        return Optional.of(new FoundSpan(since, since, null, null));
    }

    @Override
    public boolean meets(boolean isKeptFiring) {
        return true;
    }

    @Override
    public void next(Instant at) {
        silence(at).ifPresent(span -> found.add(span.endingAt(at)));
    }

    @Override
    public void end(Instant now) {
        silence(now).ifPresent(found::add);
    }

    /** When to look again whether it is silent; null where it is, or nothing was ever heard. */
    @Nullable
    Instant lookAt() {
        Instant heard = last;
        boolean isOpen = !found.isEmpty() && found.getLast().until() == null;
        return heard == null || isOpen ? null : heard.plus(allowed).plusMillis(1);
    }

    @Nullable
    Instant last() {
        return last;
    }

    @Override
    public List<FoundSpan> found() {
        return found;
    }
}
