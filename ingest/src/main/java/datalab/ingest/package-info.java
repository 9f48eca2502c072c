/** Ingest and its sources. Each source has a package, and one entry in the list that the application reads. */
@NullMarked
package datalab.ingest;

import org.jspecify.annotations.NullMarked;
