/** Streams and views as they were at one moment, for reads that take minutes. */
@NullMarked
package datalab.store.snapshot;

import org.jspecify.annotations.NullMarked;
