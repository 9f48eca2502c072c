/** Whether the log is still the one that was read. */
@NullMarked
package datalab.process.watch;

import org.jspecify.annotations.NullMarked;
