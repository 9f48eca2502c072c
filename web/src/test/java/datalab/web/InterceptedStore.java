package datalab.web;

import datalab.store.Store;
import datalab.store.result.StoreUnavailable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store between a test and a real one: it counts the questions, and the test can hold them up or let them fail. */
final class InterceptedStore {
    final AtomicInteger questions = new AtomicInteger();
    volatile @Nullable RuntimeException trouble;
    private final Store real;
    private final Consumer<Object> before;

    InterceptedStore(Store real) {
        this(real, argument -> {});
    }

    /** @param before takes the argument of each question that has one, before it is asked */
    InterceptedStore(Store real, Consumer<Object> before) {
        this.real = real;
        this.before = before;
    }

    static RuntimeException away() {
        return new StoreUnavailable("connection refused", new IllegalStateException());
    }

    Store store() {
        return around(Store.class, real);
    }

    private <T> T around(Class<T> type, Object behind) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    boolean isRole =
                            type == Store.class && method.getReturnType().isInterface();
                    if (!isRole && !method.getName().equals("filtersBy")) { // which no server is asked
                        asked(given == null ? new Object[0] : given);
                    }
                    try {
                        Object answer = method.invoke(behind, given);
                        return isRole ? around(method.getReturnType(), answer) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private void asked(Object[] given) {
        questions.incrementAndGet();
        if (trouble != null) {
            throw trouble;
        }
        if (given.length == 1) {
            before.accept(given[0]);
        }
    }
}
