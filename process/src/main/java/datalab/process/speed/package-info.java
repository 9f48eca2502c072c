/** The speed layer: every event of the log is archived and folded once, as it comes. */
@NullMarked
package datalab.process.speed;

import org.jspecify.annotations.NullMarked;
