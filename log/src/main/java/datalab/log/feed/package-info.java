/** New events from the log, read once and shared by all outputs. */
@NullMarked
package datalab.log.feed;

import org.jspecify.annotations.NullMarked;
