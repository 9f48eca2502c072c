/** The single entry point to the log: checks, limits, counts, and records rejects. */
@NullMarked
package datalab.ingest.door;

import org.jspecify.annotations.NullMarked;
