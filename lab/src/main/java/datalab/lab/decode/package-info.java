/** A sender's bytes become events of a stream, or a reason to reject them. */
@NullMarked
package datalab.lab.decode;

import org.jspecify.annotations.NullMarked;
