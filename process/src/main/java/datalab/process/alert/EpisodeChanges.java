package datalab.process.alert;

import datalab.lab.alert.Alert;
import datalab.lab.alert.AlertState;
import datalab.store.alert.AlertEpisode;
import datalab.store.alert.AlertGroup;
import datalab.store.alert.AlertStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts what was found in the place of what was kept, and has told what people do not know yet: that an episode fires, has ended,
 * or never was. What was over a day ago is kept but not told, so that loading years of data tells nobody of them.
 */
final class EpisodeChanges {
    /** How old news may be. */
    private static final Duration NEWS_MAX = Duration.ofDays(1);

    private final AlertStep step;
    private final MessageJson messages;
    private final boolean isOfSilence;
    private final Instant now;
    private int changed;

    EpisodeChanges(Alert alert, AlertStep step, MessageJson messages, Instant now) {
        this.step = step;
        this.messages = messages;
        this.isOfSilence = alert.silent() != null;
        this.now = now;
    }

    int changed() {
        return changed;
    }

    /**
     * Changes what is kept of a group.
     *
     * @param kept what may have changed
     * @param found all that there is in its place
     * @param heard up to when the last of it is known to go on, if it does; null where there are no points
     * @param goesOn whether the last of it may go on, so that it is not known yet what to tell of it
     */
    void apply(
            AlertGroup group, List<AlertEpisode> kept, List<FoundSpan> found, @Nullable Instant heard, boolean goesOn) {
        List<AlertEpisode> left = new ArrayList<>(kept);
        left.removeIf(episode -> episode.toldState() == AlertState.WITHDRAWN);
        List<Optional<AlertEpisode>> same = new ArrayList<>();
        for (FoundSpan span : found) {
            same.add(take(left, left.stream().filter(one -> one.since().equals(span.since()))));
        }
        for (int i = 0; i < found.size(); i++) {
            FoundSpan span = found.get(i);
            if (same.get(i).isEmpty()) {
                same.set(i, take(left, left.stream().filter(one -> span.overlaps(one.since(), one.until()))));
            }
        }
        left.forEach(this::withdraw);
        for (int i = 0; i < found.size(); i++) {
            keep(group, found.get(i), same.get(i).orElse(null), heard, goesOn && i == found.size() - 1);
        }
    }

    private static Optional<AlertEpisode> take(List<AlertEpisode> left, Stream<AlertEpisode> candidates) {
        Optional<AlertEpisode> taken = candidates.findFirst();
        taken.ifPresent(left::remove);
        return taken;
    }

    private void keep(
            AlertGroup group,
            FoundSpan span,
            @Nullable AlertEpisode before,
            @Nullable Instant heard,
            boolean isUnknown) {
        AlertEpisode now = new AlertEpisode(
                before == null ? UUID.randomUUID().toString() : before.id(),
                group,
                span.since(),
                span.fired(),
                span.until(),
                span.value(),
                before == null ? 0 : before.told(),
                before == null ? null : before.toldState());
        AlertEpisode told = isUnknown ? now : told(now, heard);
        if (!told.equals(before)) {
            step.put(told);
            changed++;
        }
    }

    private AlertEpisode told(AlertEpisode episode, @Nullable Instant heard) {
        AlertState known = episode.toldState();
        boolean isOver = episode.until() != null;
        if (known != null ? (known == AlertState.RESOLVED) == isOver : !isNews(episode, heard)) {
            return episode;
        }
        AlertEpisode firing = known == AlertState.FIRING ? episode : tell(episode, AlertState.FIRING);
        return isOver ? tell(firing, AlertState.RESOLVED) : firing;
    }

    private boolean isNews(AlertEpisode episode, @Nullable Instant heard) {
        Instant last = episode.until() != null ? episode.until() : isOfSilence ? episode.since() : heard;
        return last != null && Duration.between(last, now).compareTo(NEWS_MAX) <= 0;
    }

    private void withdraw(AlertEpisode episode) {
        AlertState known = episode.toldState();
        if (known == null) {
            step.delete(episode);
            changed++;
        } else {
            step.put(tell(episode, AlertState.WITHDRAWN));
            changed++;
        }
    }

    private AlertEpisode tell(AlertEpisode episode, AlertState state) {
        AlertEpisode told = new AlertEpisode(
                episode.id(),
                episode.group(),
                episode.since(),
                episode.fired(),
                episode.until(),
                episode.value(),
                episode.told() + 1,
                state);
        step.tell(messages.of(told, now));
        return told;
    }
}
