/** Finds the events in a stream of bytes: JSON one to a line, a JSON array, CSV. Memory is bounded by the largest event. */
@NullMarked
package datalab.ingest.format;

import org.jspecify.annotations.NullMarked;
