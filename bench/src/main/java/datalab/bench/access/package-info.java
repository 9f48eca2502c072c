/** Who may do what, measured: what it costs, and how fair it is. */
@NullMarked
package datalab.bench.access;

import org.jspecify.annotations.NullMarked;
