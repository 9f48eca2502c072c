package datalab.bench;

import datalab.store.Ledger;
import datalab.store.Store;
import datalab.store.ledger.Commit;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Function;

/** A store that keeps everything of a commit but the archive's rows, to see what the views alone cost. */
final class WithoutArchive {
    private WithoutArchive() {}

    static Store over(Store store) {
        Ledger ledger = proxy(
                Ledger.class,
                store.ledger(),
                "commit",
                arguments -> store.ledger().commit(((Commit) arguments[0]).withEventsArchived()));
        return proxy(Store.class, store, "ledger", arguments -> ledger);
    }

    /** The same, but for one method. */
    private static <T> T proxy(Class<T> role, T real, String name, Function<Object[], Object> instead) {
        return role.cast(Proxy.newProxyInstance(
                role.getClassLoader(), new Class<?>[] {role}, (proxy, method, arguments) -> {
                    if (method.getName().equals(name)) {
                        return instead.apply(arguments);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
