/** The table of each stream with its events, and the reads of it. */
@NullMarked
package datalab.store.postgres.archive;

import org.jspecify.annotations.NullMarked;
