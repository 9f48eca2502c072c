/** Removes all that is kept of a key. */
@NullMarked
package datalab.process.forget;

import org.jspecify.annotations.NullMarked;
