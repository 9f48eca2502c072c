package datalab.web;

import datalab.store.Archive;
import datalab.store.NearSearch;
import datalab.store.Store;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** A store that is there and is not asked anything: it can do all, but every question fails, by name. */
public final class UnaskedStore {
    private UnaskedStore() {}

    public static Store store() {
        return role(Store.class);
    }

    /** One of which only the archive is asked. */
    static Store store(Archive archive) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, given) ->
                        method.getReturnType() == Archive.class ? archive : role(method.getReturnType()));
    }

    private static <T> T role(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    if (type == Store.class && method.getReturnType().isInterface()) {
                        return role(method.getReturnType());
                    }
                    return switch (method.getName()) {
                        case "filtersBy" -> true;
                        case "nearSearch" -> Optional.of(role(NearSearch.class));
                        default -> throw new UnsupportedOperationException("no test asks for " + method);
                    };
                }));
    }
}
