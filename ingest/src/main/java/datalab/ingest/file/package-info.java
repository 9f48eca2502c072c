/** The source for the files in lab folders, each loaded once. */
@NullMarked
package datalab.ingest.file;

import org.jspecify.annotations.NullMarked;
