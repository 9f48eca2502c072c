/** Archive lookups before an event is appended to the log: numbers to generate, entities referred to. */
@NullMarked
package datalab.ingest.lookup;

import org.jspecify.annotations.NullMarked;
