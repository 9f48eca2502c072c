/** The source for MQTT 3.1.1 and 5: DataLab's own endpoint, which acknowledges a message when the log has it. */
@NullMarked
package datalab.ingest.mqtt;

import org.jspecify.annotations.NullMarked;
