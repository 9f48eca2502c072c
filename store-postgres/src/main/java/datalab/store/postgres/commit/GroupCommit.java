package datalab.store.postgres.commit;

import datalab.store.ledger.Commit;
import datalab.store.result.StoreUnavailable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets small commits of one stream share a transaction: those that come while one is under way go together in the next. Each
 * is compared by itself, so one that is refused does not touch the others; one that would have to wait for its partition, and
 * all where something goes wrong with them together, are tried again alone. Thread-safe; the first thread to arrive
 * commits for all that wait.
 */
public final class GroupCommit {
    /** A step of more events runs concurrently in a separate transaction. */
    static final int EVENTS_MAX = 500;

    private static final int GROUP_EVENTS_MAX = 2_000;

    private final Transaction transaction;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Member> waiting = new LinkedHashSet<>();
    private final Set<String> busy = new HashSet<>();

    public GroupCommit(Transaction transaction) {
        this.transaction = transaction;
    }

    /** How commits are kept. */
    interface Transaction {
        /** One, for whose partition it waits. */
        Commit.Outcome alone(Commit commit);

        /** Those of one stream, each of another partition: what became of each, empty where it must be tried alone. */
        List<Optional<Commit.Outcome>> together(List<Commit> commits);
    }

    public Commit.Outcome commit(Commit commit) {
        Optional<Commit.Outcome> shared =
                commit.events().size() > EVENTS_MAX ? Optional.empty() : together(new Member(commit));
        return shared.orElseGet(() -> transaction.alone(commit));
    }

    private Optional<Commit.Outcome> together(Member own) {
        List<Member> group = join(own);
        if (!group.isEmpty()) {
            try {
                run(group);
            } finally {
                leave(group);
            }
        }
        if (own.failure != null) {
            throw own.failure;
        }
        return own.outcome;
    }

    /** The commits that are this thread's to keep, its own among them; none where another thread has seen to it. */
    private List<Member> join(Member own) {
        lock.lock();
        try {
            waiting.add(own);
            while (!own.done && busy.contains(own.topic())) {
                changed.awaitUninterruptibly();
            }
            if (own.done) {
                return List.of();
            }
            busy.add(own.topic());
            return gather(own);
        } finally {
            lock.unlock();
        }
    }

    /** One of each partition: two who believe to own the same one take turns. */
    private List<Member> gather(Member own) {
        waiting.remove(own);
        List<Member> group = new ArrayList<>(List.of(own));
        Set<Integer> partitions = new HashSet<>(Set.of(own.commit.partition()));
        int events = own.commit.events().size();
        for (Iterator<Member> others = waiting.iterator(); others.hasNext() && events < GROUP_EVENTS_MAX; ) {
            Member other = others.next();
            if (other.commit.stream().equals(own.commit.stream()) && partitions.add(other.commit.partition())) {
                group.add(other);
                events += other.commit.events().size();
                others.remove();
            }
        }
        return group;
    }

    private void run(List<Member> group) {
        try {
            List<Optional<Commit.Outcome>> outcomes =
                    transaction.together(group.stream().map(Member::commit).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).outcome = outcomes.get(i);
            }
        } catch (StoreUnavailable e) {
            group.forEach(member -> member.failure = e);
        } catch (RuntimeException e) { // a bug that one of them meets: each finds out by itself
            group.forEach(member -> member.outcome = Optional.empty());
        }
    }

    private void leave(List<Member> group) {
        lock.lock();
        try {
            busy.remove(group.getFirst().topic());
            group.forEach(member -> member.done = true);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A commit on its way. Written by the thread that does the work, and read once it is done. */
    private static final class Member {
        private final Commit commit;
        private Optional<Commit.Outcome> outcome = Optional.empty();
        private @Nullable StoreUnavailable failure;
        private boolean done;

        Member(Commit commit) {
            this.commit = commit;
        }

        Commit commit() {
            return commit;
        }

        String topic() {
            return commit.stream().topic();
        }
    }
}
