/** Downsampling for charts: of many rows a selection that keeps what a line through all of them would show. */
@NullMarked
package datalab.web.points;

import org.jspecify.annotations.NullMarked;
