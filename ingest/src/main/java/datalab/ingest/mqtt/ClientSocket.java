package datalab.ingest.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.impl.MqttEndpointImpl;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The socket below an MQTT endpoint, for two things that the endpoint does not do: stop reading, so that TCP holds a sender
 * back, and answer a message of QoS 2 with a reason. It looks at a private field of the endpoint; tests tell when a new
 * version keeps it elsewhere. Used on the connection's event loop.
 */
final class ClientSocket {
    private static final VarHandle SOCKET = socketField();

    private final NetSocketInternal socket;
    private boolean paused;

    ClientSocket(MqttEndpoint endpoint) {
        this.socket = (NetSocketInternal) SOCKET.get((MqttEndpointImpl) endpoint);
    }

    void pause() {
        if (!paused) {
            paused = true;
            socket.pause();
        }
    }

    void resume() {
        if (paused) {
            paused = false;
            socket.resume();
        }
    }

    void send(MqttMessage packet) {
        socket.writeMessage(packet);
    }

    private static VarHandle socketField() {
        try {
            return MethodHandles.privateLookupIn(MqttEndpointImpl.class, MethodHandles.lookup())
                    .findVarHandle(MqttEndpointImpl.class, "conn", NetSocketInternal.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of vertx-mqtt keeps its socket elsewhere", e);
        }
    }
}
