@NullMarked
package datalab.ingest;

import org.jspecify.annotations.NullMarked;
