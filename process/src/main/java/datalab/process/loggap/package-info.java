/** Whether the log is still the one that was read, and what to do where it is not. */
@NullMarked
package datalab.process.loggap;

import org.jspecify.annotations.NullMarked;
