/** In from the files that a lab brings along, each loaded once. */
@NullMarked
package datalab.ingest.file;

import org.jspecify.annotations.NullMarked;
