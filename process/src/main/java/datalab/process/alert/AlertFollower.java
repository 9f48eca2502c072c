package datalab.process.alert;

import datalab.lab.Lab;
import datalab.lab.alert.Alert;
import datalab.lab.alert.AlertMessages;
import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.process.publish.EventFollower;
import datalab.process.publish.EventSender;
import datalab.store.alert.AlertLedger;
import datalab.store.alert.AlertMessage;
import datalab.store.alert.AlertPosition;
import datalab.store.alert.AlertStep;
import datalab.store.alert.DueGroup;
import datalab.store.output.OutputId;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputLedger;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the episodes of one alert equal to what its points say, in steps of one transaction each: events that have come say
 * which groups are to be looked at again, the clock says so of windows that end and of silence. What is to be told is kept in the
 * same transaction, sent to the log after it, and forgotten when the log has it: sent twice, it counts once, as its stream has
 * {@code unique}.
 */
final class AlertFollower implements EventFollower {
    private static final int GROUPS_MAX = 500;
    private static final int STEP_POINTS_MAX = 50_000;
    private static final int MESSAGES_MAX = 100;

    private final OutputId id;
    private final Alert alert;
    private final WatchedPoints watched;
    private final MessageJson json;
    private final EventStream messages;
    private final Stores stores;
    private final EventSender sender;
    private final Clock clock;
    private final Semaphore turns;
    private final String definition;
    private @Nullable OutputLease lease;
    private @Nullable String whole;
    private volatile long behind;

    /** Where what is known of an alert is kept. */
    record Stores(OutputLedger outputs, AlertLedger alerts) {}

    /**
     * Follows one alert.
     *
     * @param turns a permit for each step that may be under way at a time
     */
    AlertFollower(
            Lab lab,
            Alert alert,
            WatchedPoints watched,
            Stores stores,
            EventSender sender,
            Clock clock,
            Semaphore turns) {
        this.id = OutputId.of(alert);
        this.alert = alert;
        this.watched = watched;
        this.json = new MessageJson(alert, watched.types());
        this.messages = Objects.requireNonNull(lab.streams().get(AlertMessages.STREAM), "a lab with alerts");
        this.stores = stores;
        this.sender = sender;
        this.clock = clock;
        this.turns = turns;
        this.definition = Integer.toHexString(alert.toString().hashCode());
    }

    @Override
    public void begin() {
        close();
        lease = stores.outputs().take(id);
    }

    @Override
    public long behind() {
        return behind;
    }

    /** Answers how many episodes have changed. */
    @Override
    public int step() throws InterruptedException {
        OutputLease held = Objects.requireNonNull(lease, "begin first");
        int sent = send(held);
        Instant now = clock.instant();
        if (!stores.alerts().look(held, position -> isDue(position, now))) {
            return sent > 0 ? sent : -1;
        }
        turns.acquire();
        try {
            return sent + stores.alerts().step(held, step -> follow(step, now));
        } finally {
            turns.release();
        }
    }

    private int send(OutputLease held) {
        List<AlertMessage> unsent = stores.alerts().unsent(held, MESSAGES_MAX);
        if (!unsent.isEmpty()) {
            sender.send(messages, unsent.stream().map(AlertMessage::json).toList());
            stores.alerts().sent(held, unsent);
        }
        return unsent.size();
    }

    private boolean isDue(AlertPosition position, Instant now) {
        String state = state(position);
        behind = position.of().progress(watched.stream()).lagOf(position.of().published());
        return state != null && (behind > 0 || !state.equals(position.of().complete()) || position.isDue(now));
    }

    private @Nullable String state(AlertPosition position) {
        return watched.state(position).map(state -> state + " " + definition).orElse(null);
    }

    private int follow(AlertStep step, Instant now) {
        String state = state(step);
        if (state == null) {
            return 0;
        }
        Offsets progress = step.of().progress(watched.stream());
        if (!state.equals(step.of().complete())) {
            lookAtAll(step, state, progress, now);
        } else {
            whole = null;
            touch(step, watched.touched(step, step.of().published(), progress));
        }
        behind = progress.lagOf(step.of().published());
        EpisodeChanges changes = new EpisodeChanges(alert, step, json, now);
        int points = 0;
        for (DueGroup due : step.dueBy(now, GROUPS_MAX)) {
            points += new GroupReview(alert, watched, step, due, now).run(changes);
            if (points > STEP_POINTS_MAX) {
                break;
            }
        }
        return changes.changed();
    }

    /** The next page of all groups; with the last one, the state is complete. */
    private void lookAtAll(AlertStep step, String state, Offsets progress, Instant now) {
        if (!state.equals(whole)) {
            whole = state;
            step.moveTo(watched.restart(progress));
        }
        Touches page = watched.page(step);
        touch(step, page);
        if (page.isEmpty()) {
            step.allDue(now);
            step.complete(state);
            whole = null;
        }
    }

    private void touch(AlertStep step, Touches touches) {
        step.due(touches.due(watched::wholeAt));
        step.moveTo(touches.until());
    }

    @Override
    public void close() {
        lease = null;
        whole = null;
    }
}
