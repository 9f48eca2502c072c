/** A source: messages of MQTT brokers that the settings name, acknowledged when the log has them. */
@NullMarked
package datalab.ingest.broker;

import org.jspecify.annotations.NullMarked;
