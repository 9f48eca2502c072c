/** The ways in. Each source has a folder, and is one line in the list that the wiring reads. */
@NullMarked
package datalab.ingest;

import org.jspecify.annotations.NullMarked;
