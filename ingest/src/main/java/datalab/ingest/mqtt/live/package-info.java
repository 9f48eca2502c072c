/** New events on their way from the log to MQTT's subscribers. */
@NullMarked
package datalab.ingest.mqtt.live;

import org.jspecify.annotations.NullMarked;
