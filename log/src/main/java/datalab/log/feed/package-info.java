/** New events as they come into the log, read once for all who look on, whichever way they are sent out. */
@NullMarked
package datalab.log.feed;

import org.jspecify.annotations.NullMarked;
