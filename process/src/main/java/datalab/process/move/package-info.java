/** Moves the archive of a stream from one server to another. */
@NullMarked
package datalab.process.move;

import org.jspecify.annotations.NullMarked;
