/** What the archive is asked about an event before it goes into the log: numbers to hand out, entities referred to. */
@NullMarked
package datalab.ingest.lookup;

import org.jspecify.annotations.NullMarked;
