/** The one way into the log: checks, bounds, counts, and keeps what is refused. */
@NullMarked
package datalab.ingest.door;

import org.jspecify.annotations.NullMarked;
