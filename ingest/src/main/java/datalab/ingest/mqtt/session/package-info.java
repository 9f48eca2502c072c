/** What is remembered of MQTT's clients between their connections. */
@NullMarked
package datalab.ingest.mqtt.session;

import org.jspecify.annotations.NullMarked;
