/** New events from the log, read once for all listeners, whatever the output. */
@NullMarked
package datalab.log.feed;

import org.jspecify.annotations.NullMarked;
