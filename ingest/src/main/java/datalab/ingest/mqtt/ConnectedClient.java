package datalab.ingest.mqtt;

import datalab.ingest.mqtt.session.Session;
import datalab.ingest.mqtt.wire.Packet.Will;
import org.jspecify.annotations.Nullable;

/** A client that was let in: what it sends and what it is sent, over one socket. */
record ConnectedClient(
        ClientSocket socket,
        Session session,
        MqttConnection connection,
        Subscriber subscriber,
        int keepAliveSeconds,
        @Nullable Will will) {}
