/** Outputs as retained messages of an MQTT broker. */
@NullMarked
package datalab.out.mqtt;

import org.jspecify.annotations.NullMarked;
