/** An event, its coordinate in the log and its origin; a rejected input; both as JSON. */
@NullMarked
package datalab.lab.event;

import org.jspecify.annotations.NullMarked;
