package datalab.process.alert;

import datalab.store.alert.AlertLedger;
import datalab.store.alert.AlertMessage;
import datalab.store.alert.AlertStep;
import datalab.store.alert.DueGroup;
import datalab.store.output.OutputLease;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is around a follower: the ledger, with a rule left out, and danger around each call. */
final class BrokenAlerts {
    private BrokenAlerts() {}

    /** A rule that is left out. */
    enum Plant {
        NONE,
        /** Messages count as sent before they are. */
        MARKED_BEFORE_SENT,
        /** Events that come late are not looked at. */
        LATE_EVENTS_MISSED,
        /** What an event has touched is noted in a transaction, and what it comes to is forgotten. */
        DUE_FORGOTTEN,
        /** What is told is kept after the step, in no transaction. */
        TOLD_APART,
        /** Nobody looks when the clock says so. */
        CLOCK_MISSED
    }

    /** The process is killed. */
    static final class Killed extends RuntimeException {}

    static AlertLedger ledger(AlertLedger ledger, Plant plant, Runnable danger) {
        return proxy(AlertLedger.class, (proxy, method, arguments) -> {
            danger.run();
            Object answer = switch (method.getName()) {
                case "step" -> step(ledger, plant, danger, arguments);
                case "unsent" -> unsent(ledger, plant, method, arguments);
                default -> call(ledger, method, arguments);
            };
            danger.run();
            return answer;
        });
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object unsent(AlertLedger ledger, Plant plant, Method method, Object[] arguments)
            throws Throwable {
        Object messages = call(ledger, method, arguments);
        if (plant == Plant.MARKED_BEFORE_SENT) {
            ledger.sent((OutputLease) arguments[0], (List<AlertMessage>) Objects.requireNonNull(messages));
        }
        return messages;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object step(AlertLedger ledger, Plant plant, Runnable danger, Object[] arguments) {
        Function<AlertStep, Object> work = (Function<AlertStep, Object>) arguments[1];
        List<String> apart = new ArrayList<>();
        Object done = ledger.step((OutputLease) arguments[0], step -> work.apply(broken(step, plant, apart)));
        danger.run();
        apart.forEach(json -> ledger.step((OutputLease) arguments[0], step -> {
            step.tell(json);
            return true;
        }));
        return done;
    }

    @SuppressWarnings("unchecked")
    private static AlertStep broken(AlertStep step, Plant plant, List<String> apart) {
        return proxy(AlertStep.class, (proxy, method, arguments) -> {
            if (plant == Plant.TOLD_APART && method.getName().equals("tell")) {
                apart.add((String) arguments[0]);
                return null;
            }
            if (plant == Plant.CLOCK_MISSED && method.getName().equals("due")) {
                arguments[0] = dueAtOnce((Collection<?>) arguments[0]);
            }
            if (plant == Plant.LATE_EVENTS_MISSED && method.getName().equals("due")) {
                arguments[0] = withoutLate((Collection<?>) arguments[0]);
            }
            if (plant == Plant.DUE_FORGOTTEN && method.getName().equals("dueBy")) {
                List<DueGroup> all = (List<DueGroup>) Objects.requireNonNull(call(step, method, arguments));
                all.stream().skip(1).forEach(due -> step.looked(due.group()));
                return all.stream().limit(1).toList();
            }
            return call(step, method, arguments);
        });
    }

    private static List<DueGroup> dueAtOnce(Collection<?> groups) {
        return groups.stream()
                .map(DueGroup.class::cast)
                .filter(due -> !due.ready().isAfter(due.to()))
                .toList();
    }

    private static List<DueGroup> withoutLate(Collection<?> groups) {
        return groups.stream()
                .map(DueGroup.class::cast)
                .map(due -> new DueGroup(due.group(), due.to(), due.to(), due.ready()))
                .toList();
    }

    private static @Nullable Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
