package datalab.process.speed;

import datalab.lab.Lab;
import datalab.store.Archive;
import datalab.store.ArchiveWriter;
import datalab.store.Ledger;
import datalab.store.Store;
import datalab.store.forget.ForgetLedger;
import datalab.store.forget.ForgetRun;
import datalab.store.forget.ForgottenKeys;
import datalab.store.forget.KeyBelow;
import datalab.store.ledger.Commit;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A real store with something around each call of who forgets a key, with small pages, and of which a rule of forgetting may be
 * left out on purpose.
 */
record PlantedForget(Store store, Plant plant, Runnable between) {
    private static final int PAGE = 2;

    /** Rules that can be left out. */
    enum Plant {
        NONE,
        /** Commits of owners who began before the key was forgotten are not refused. */
        TOKENS_NOT_COMPARED,
        /** Views are recomputed before the events are removed. */
        CUTS_FIRST,
        /** It ends before the views are recomputed. */
        DOES_NOT_WAIT,
        /** Owners archive what was forgotten while it waited in the log. */
        READS_IT_AGAIN
    }

    /** The same store, seen through this. */
    Store seen() {
        return around(Store.class, store, (self, method, arguments) -> switch (method.getName()) {
            case "ledger" -> ledger();
            case "archive" -> archive();
            case "forgets" -> forgets();
            default -> arguments == null ? method.invoke(store) : method.invoke(store, arguments);
        });
    }

    private Ledger ledger() {
        Ledger real = store.ledger();
        return new DelegatedLedger(real) {
            @Override
            public Commit.Outcome commit(Commit commit) {
                return plant == Plant.TOKENS_NOT_COMPARED
                        ? real.commit(commit.by(
                                real.progress(commit.stream(), commit.partition())
                                        .token(),
                                commit.log()))
                        : real.commit(commit);
            }

            @Override
            public ForgottenKeys forgotten(datalab.lab.stream.EventStream stream) {
                return plant == Plant.READS_IT_AGAIN ? ForgottenKeys.NONE : real.forgotten(stream);
            }
        };
    }

    private Archive archive() {
        Archive real = store.archive();
        return around(Archive.class, real, (self, method, arguments) -> {
            if (method.getName().equals("writer")) {
                return writer(real.writer());
            }
            return arguments == null ? method.invoke(real) : method.invoke(real, arguments);
        });
    }

    private ArchiveWriter writer(ArchiveWriter real) {
        return around(ArchiveWriter.class, real, (self, method, arguments) -> {
            if (!method.getName().equals("forget")) {
                return method.invoke(real, arguments);
            }
            between.run();
            int removed = real.forget((KeyBelow) Objects.requireNonNull(arguments)[0], PAGE);
            between.run();
            return removed < PAGE ? removed : arguments[1];
        });
    }

    private ForgetLedger forgets() {
        ForgetLedger real = store.forgets();
        return around(ForgetLedger.class, real, (self, method, arguments) -> {
            between.run();
            Object answer = method.getName().equals("isRecomputed") && plant == Plant.DOES_NOT_WAIT
                    ? (Object) true
                    : method.invoke(real, arguments);
            between.run();
            return answer;
        });
    }

    /** What comes before a forgetting is brought on. */
    void before(ForgetRun run, Lab lab) {
        if (plant == Plant.CUTS_FIRST) {
            store.forgets().recompute(run, lab);
            between.run();
        }
    }

    private static <T> T around(Class<T> role, T real, InvocationHandler handler) {
        return role.cast(Proxy.newProxyInstance(
                real.getClass().getClassLoader(),
                new Class<?>[] {role},
                (self, method, arguments) -> unwrapped(handler, self, method, arguments)));
    }

    private static @Nullable Object unwrapped(
            InvocationHandler handler, Object self, java.lang.reflect.Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return handler.invoke(self, method, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
