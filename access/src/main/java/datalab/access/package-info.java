/** Who asks, and what they may do. */
@NullMarked
package datalab.access;

import org.jspecify.annotations.NullMarked;
