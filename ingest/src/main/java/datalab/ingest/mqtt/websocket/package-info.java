/** MQTT over WebSocket: HTTP until a request becomes a WebSocket, then the bytes of its frames. */
@NullMarked
package datalab.ingest.mqtt.websocket;

import org.jspecify.annotations.NullMarked;
