package datalab.log.embedded;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.apache.kafka.common.utils.Exit;

/**
 * Replaces Kafka's exit procedure, so that a broker that wants to end the process calls its owner instead. Kafka keeps that
 * procedure for the whole process, so this is static too. Thread-safe.
 */
final class BrokerExitHook {
    private static final Set<Listener> LISTENERS = new CopyOnWriteArraySet<>();

    private BrokerExitHook() {}

    /** Receives the reason why a broker of this process wanted to exit. */
    @FunctionalInterface
    interface Listener {
        void exit(String why);
    }

    static void listen(Listener listener) {
        LISTENERS.add(listener);
        Exit.setExitProcedure(BrokerExitHook::report);
        Exit.setHaltProcedure(BrokerExitHook::report);
    }

    /** The exit procedures stay installed: threads of a stopped broker may still call them. */
    static void forget(Listener listener) {
        LISTENERS.remove(listener);
    }

    private static void report(int status, String message) {
        String why = message == null ? "it asked to exit with status " + status + "; its log says why" : message;
        LISTENERS.forEach(listener -> listener.exit(why));
    }
}
