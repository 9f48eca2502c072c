package datalab.process.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Who acts when in a random walk: between any two calls of a process it is killed, or others act while it stands still; each of
 * the walkers is at one step at a time. Owned by one thread; the same chance goes the same way.
 */
final class Interleaving {
    private static final int NESTING_MAX = 3;

    private final Random chance;
    private final Set<Class<? extends RuntimeException>> ends;
    private final int killed;
    private final int overtaken;
    private final Runnable act;
    private final List<Walker> walkers = new ArrayList<>();
    private int nesting;

    /**
     * @param killed in how many of 100 moments a process ends
     * @param overtaken in how many of 100 moments others act
     * @param act what others do
     * @param ends by what a process may end, besides being killed
     */
    Interleaving(Random chance, int killed, int overtaken, Runnable act, Set<Class<? extends RuntimeException>> ends) {
        this.chance = chance;
        this.killed = killed;
        this.overtaken = overtaken;
        this.act = act;
        this.ends = ends;
    }

    /** A process has ended. */
    private static final class Killed extends RuntimeException {
        private Killed() {
            super("killed", null, false, false);
        }
    }

    /** A process that goes on step by step. */
    abstract static class Walker {
        private boolean isBusy;

        /** False where it is out of the game. */
        abstract boolean step();
    }

    /** Nobody is in the middle of anything. */
    boolean isCalm() {
        return nesting == 0;
    }

    /** Between two calls of a process. */
    void between() {
        if (nesting == 0) {
            return;
        }
        if (chance.nextInt(100) < killed) {
            throw new Killed();
        }
        if (nesting < NESTING_MAX && chance.nextInt(100) < overtaken) {
            act.run();
        }
    }

    /** Does what a process may end in the middle of: what it leaves then must harm nobody. */
    void killable(Runnable work) {
        nesting++;
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!(e instanceof Killed) && !ends.contains(e.getClass())) {
                throw e;
            }
        } finally {
            nesting--;
        }
    }

    /** Looks at something at one moment. */
    <T> T calmly(Supplier<T> look) {
        int before = nesting;
        nesting = 0;
        try {
            return look.get();
        } finally {
            nesting = before;
        }
    }

    void join(Walker walker) {
        walkers.add(walker);
    }

    /** One of the walkers that are not in the middle of a step takes one. */
    void stepOne() {
        List<Walker> idle = walkers.stream().filter(walker -> !walker.isBusy).toList();
        if (idle.isEmpty()) {
            return;
        }
        Walker walker = idle.get(chance.nextInt(idle.size()));
        boolean[] stays = {false};
        walker.isBusy = true;
        try {
            killable(() -> stays[0] = walker.step());
        } finally {
            walker.isBusy = false;
        }
        if (!stays[0]) {
            walkers.remove(walker);
        }
    }
}
