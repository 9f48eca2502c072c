/** Every accepted event of a stream, as pages by time and as scans in the order of the log. */
@NullMarked
package datalab.store.archive;

import org.jspecify.annotations.NullMarked;
