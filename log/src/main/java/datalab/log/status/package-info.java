/** Whether a topic is still the one that was read before, and what processes tell each other of it. */
@NullMarked
package datalab.log.status;

import org.jspecify.annotations.NullMarked;
