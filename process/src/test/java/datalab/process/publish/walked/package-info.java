/** Real targets of outputs, as a walk writes and reads them. */
@NullMarked
package datalab.process.publish.walked;

import org.jspecify.annotations.NullMarked;
