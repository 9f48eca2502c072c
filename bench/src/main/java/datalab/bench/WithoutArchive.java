package datalab.bench;

import datalab.store.Store;
import datalab.store.ledger.Commit;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/** A store that keeps everything of a commit but the archive's rows, to see what the views alone cost. */
final class WithoutArchive {
    private WithoutArchive() {}

    static Store over(Store store) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getParameterCount() == 0
                            && method.getReturnType().isInstance(proxy)) { // one of its roles
                        return proxy;
                    }
                    if (method.getName().equals("commit")) {
                        return store.commit(withoutEvents((Commit) arguments[0]));
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Commit withoutEvents(Commit commit) {
        return new Commit(
                commit.stream(),
                commit.partition(),
                commit.firstOffset(),
                commit.nextOffset(),
                commit.epoch(),
                List.of(),
                List.of(),
                commit.rejects(),
                commit.partials(),
                commit.qualityStates(),
                commit.onceIds(),
                commit.duplicates());
    }
}
