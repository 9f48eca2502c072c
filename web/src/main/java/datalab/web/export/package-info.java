/** All rows of a question as one answer, streamed from one snapshot of the store. */
@NullMarked
package datalab.web.export;

import org.jspecify.annotations.NullMarked;
