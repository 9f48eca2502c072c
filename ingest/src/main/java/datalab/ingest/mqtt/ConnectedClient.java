package datalab.ingest.mqtt;

import datalab.access.Caller;
import datalab.ingest.mqtt.session.Session;
import datalab.ingest.mqtt.wire.Packet.Will;
import org.jspecify.annotations.Nullable;

/** A client that was let in: what it sends and what it is sent, over one socket. */
record ConnectedClient(
        ClientSocket socket,
        Caller caller,
        Session session,
        MqttConnection connection,
        Subscriber subscriber,
        int keepAliveSeconds,
        @Nullable Will will) {}
