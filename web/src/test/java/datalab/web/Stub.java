package datalab.web;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A role of the store of which a test says no more than is asked: what is not there fails, by name. */
final class Stub {
    private Stub() {}

    /** A role that answers by the public methods of an object that have the same names and parameters. */
    static <T> T of(Class<T> role, Object answers) {
        return role.cast(Proxy.newProxyInstance(
                role.getClassLoader(), new Class<?>[] {role}, (proxy, method, arguments) -> {
                    Method own;
                    try {
                        own = answers.getClass().getMethod(method.getName(), method.getParameterTypes());
                    } catch (NoSuchMethodException e) {
                        if (method.isDefault()) {
                            return InvocationHandler.invokeDefault(proxy, method, arguments);
                        }
                        throw new UnsupportedOperationException("no test has asked for " + method, e);
                    }
                    try {
                        return own.invoke(answers, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
