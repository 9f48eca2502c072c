/** An MQTT broker of one's own: how to reach it, and a session there. */
@NullMarked
package datalab.mqtt;

import org.jspecify.annotations.NullMarked;
