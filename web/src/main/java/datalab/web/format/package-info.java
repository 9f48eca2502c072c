/** The formats in which rows are written. */
@NullMarked
package datalab.web.format;

import org.jspecify.annotations.NullMarked;
