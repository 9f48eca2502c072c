package datalab.mqtt;

import datalab.runtime.Unavailable;
import org.jspecify.annotations.Nullable;

/** A broker that does not answer, ends a connection or refuses one. The message begins with its host and port. */
public final class BrokerUnavailable extends Unavailable {
    private final boolean isRefusal;

    private BrokerUnavailable(String message, boolean isRefusal, @Nullable Throwable cause) {
        super(message, cause);
        this.isRefusal = isRefusal;
    }

    static BrokerUnavailable away(MqttBroker broker, String reason, @Nullable Throwable cause) {
        return new BrokerUnavailable(broker + ": " + reason, false, cause);
    }

    static BrokerUnavailable refused(MqttBroker broker, String reason, @Nullable Throwable cause) {
        return new BrokerUnavailable(broker + ": " + reason, true, cause);
    }

    /** Whether it has answered and says no, so that trying again soon would hardly help. */
    public boolean isRefusal() {
        return isRefusal;
    }
}
