/** How topics are to be kept: on how many brokers, and for how long. */
@NullMarked
package datalab.log.topic;

import org.jspecify.annotations.NullMarked;
