/** MQTT's packets as bytes: read strictly, as MQTT 3.1.1 and 5 say, and written. Knows nothing of sessions. */
@NullMarked
package datalab.ingest.mqtt.wire;

import org.jspecify.annotations.NullMarked;
